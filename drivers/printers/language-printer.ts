import { type Link, WriteFailed } from '../transports/link.ts'
import type { Ask, LanguageDriver } from './language.ts'
import { type PrinterDriver, type PrinterIdentity, type PrinterStatus, PrintFailed, type StatusReply } from './printer.ts'

export interface PrinterOptions {
  /** ms to wait for an answer to a query; a printer need not answer at all. */
  readonly answerMs?: number
  /** It was found to answer nothing: it is never asked, unless a person has it asked (`identify({ again: true })`). */
  readonly silent?: boolean
  /** What it was found to answer before (the saved profile): one that has answered is asked again after a silence. */
  readonly answers?: 'unknown' | 'none' | 'basic' | 'full'
  /** ms until a question that was not answered is asked again. */
  readonly againMs?: number
}

/** A reply longer than this is no reply: something else is talking. */
const longestReply = 4096
/** ms without a byte after which an answer without an end of its own has ended. */
const quietMs = 250
/** ms after a label in which an idle answer may still be older than the label. */
const settleMs = 600
/** ms after a label in which a printer that was not seen at work may still begin it: what is seen then may be that label, not the next. */
const beginMs = 3_000
/** A question that stays unanswered is asked more and more seldom, at last every so many ms. */
const seldomMs = 60_000
/** Answers that may be on their way for one question: more than these are taken for lost. */
const mostOwed = 2

/** An answer about the state, and how many labels had been begun when the oldest question was asked that it may belong to. */
interface Said {
  readonly reply: StatusReply
  readonly way: number
  readonly since: number
}

/** When to try again what was not answered; waits longer each time. */
function pace(firstMs: number): { due(): boolean; failed(): void; reset(): void } {
  let [wait, at] = [firstMs, Number.NEGATIVE_INFINITY]
  return {
    due: () => performance.now() >= at,
    failed() {
      at = performance.now() + wait
      wait = Math.min(wait * 2, Math.max(firstMs, seldomMs))
    },
    reset() {
      ;[wait, at] = [firstMs, Number.NEGATIVE_INFINITY]
    },
  }
}

/** A printer of any language on any link; it closes the link with itself. One query at a time; its answers are read as they come, split or glued. */
export function openPrinter(language: LanguageDriver, link: Link, options: PrinterOptions = {}): PrinterDriver {
  const answerMs = options.answerMs ?? 1_500
  const lost = new Set<() => void>()
  const never = options.silent === true || options.answers === 'none'
  let buffer = ''
  /** The beginning of something said unasked, whose rest is still to come. */
  let half = ''
  let heard: (() => void) | null = null
  let queue: Promise<unknown> = Promise.resolve()
  /** A printer is polled only when it is known to understand: in another language it would print the query. */
  let known: 'unknown' | 'yes' | 'other' | 'silent' = never ? 'silent' : 'unknown'
  /** It has answered in this language, now or when it was set up: a silence later on does not make it one that prints questions. */
  let answered = options.answers === 'basic' || options.answers === 'full'
  /** The fullest question about its state that was ever answered, as its place in `language.status`. */
  let best: number | null = options.answers === 'full' ? 0 : options.answers === 'basic' ? Math.min(1, language.status.length - 1) : null
  /** Its last lesser answer said that it stands; one that stands may leave the fuller question unanswered. */
  let stood = false
  const fuller = pace(options.againMs ?? 10_000)
  const again = pace(options.againMs ?? 10_000)
  let askingAgain = false
  let closed = false
  /** For each question the number of labels begun when it was asked, oldest first, as long as its answer may still come. */
  const owed = new Map<Ask<StatusReply>, number[]>()
  /** When it was heard to be idle with no label begun since: answers still owed then come at once. */
  let calmAt = Number.POSITIVE_INFINITY
  /** Seen at work, or heard to have received, the newest label and no other. */
  let atWork = false
  /** Labels being handed over, and those begun of which it is not known that the printer is past them. */
  let writing = 0
  let outstanding = 0
  let printedAt = Number.NEGATIVE_INFINITY
  /** Numbered jobs since the link was opened, and how many of them were said to be done. */
  let sent = 0
  let done = 0
  let prints = 0
  let losses = 0
  let pushedFault: StatusReply | null = null
  /** Nothing was sent since the link was opened: the printer may still have half a label from before. */
  let fresh = true

  const forget = (): void => {
    // One that only kept silent may have put the question on paper; a new link is no reason to do that again.
    if (known === 'other') known = 'unknown'
    atWork = false
    owed.clear()
    half = ''
    sent = 0
    done = 0
    pushedFault = null
  }
  link.onLost(() => {
    losses++
    fresh = true
    forget()
    for (const listener of lost) listener()
  })
  link.onData((bytes) => {
    let text = bytes.toString('latin1')
    if (half !== '') {
      const joined = half + text
      half = language.halfPush?.exec(joined)?.index === 0 ? joined : ''
      if (half !== '') return
      if (language.push?.(joined) != null) text = joined
    }
    buffer = (buffer + text).slice(-longestReply)
    for (let pushed = language.push?.(buffer) ?? null; pushed !== null; pushed = language.push?.(buffer) ?? null) {
      buffer = pushed.rest
      const { value } = pushed
      if ('done' in value) done = Math.max(done, nthOf(value.done))
      else if ('received' in value) atWork ||= writing === 0 && outstanding === 1
      else pushedFault = value.fault === 'ready' ? null : { code: value.fault, queued: value.labels }
    }
    heard?.()
    if (heard !== null || known !== 'silent' || never) return
    // The answer came after its deadline: it does understand, so it may be asked again.
    const late = language.identity?.take(buffer, false)?.value ?? 'other'
    if (late === 'other') return
    answered = true
    again.reset()
  })

  /** `drop`: the printer may be sent, ahead of the first bytes on a link, what throws half a label away. */
  async function send(bytes: Uint8Array, drop: boolean): Promise<void> {
    const { dropHalf } = language
    if (!fresh || !drop || dropHalf === undefined) return link.write(bytes)
    fresh = false
    try {
      await link.write(Buffer.concat([Buffer.from(dropHalf, 'latin1'), bytes]))
    } catch (error) {
      fresh = true
      throw error
    }
  }

  /** Sends a query and reads until its answer is found; null at the deadline. Queries wait for each other, labels do not wait for them. */
  function ask<T>({ query, take }: Ask<T>): Promise<T | null> {
    const asked = queue.then(async () => {
      half = halfOf(half + buffer)
      buffer = ''
      await send(Buffer.from(query, 'latin1'), known === 'yes')
      return new Promise<T | null>((resolve) => {
        let quiet: NodeJS.Timeout | undefined
        const look = (late: boolean, over: boolean): void => {
          // What may be half of something unasked is no part of the answer, and is not thrown away with it.
          const tail = halfOf(buffer)
          const found = take(buffer.slice(0, buffer.length - tail.length), late)
          clearTimeout(quiet)
          if (found === null && !over) {
            if (!late && buffer !== '') quiet = setTimeout(() => look(true, false), quietMs)
            return
          }
          clearTimeout(timer)
          heard = null
          buffer = (found?.rest ?? '') + tail
          resolve(found?.value ?? null)
        }
        const timer = setTimeout(() => look(true, true), answerMs)
        heard = () => look(false, false)
        look(false, false)
      })
    })
    queue = asked.catch(() => undefined)
    return asked
  }

  function halfOf(text: string): string {
    const at = language.halfPush?.exec(text)?.index
    return at === undefined ? '' : text.slice(at)
  }

  const greet = async (): Promise<void> => {
    if (language.greeting !== undefined) await link.write(Buffer.from(language.greeting, 'latin1'))
  }

  /** Asks for the state in one way after the other until one is answered. */
  async function askWays(from: number, to: number): Promise<Said | null> {
    const before = losses
    for (let way = from; way < to && !closed; way++) {
      const question = language.status[way]!
      if (performance.now() - calmAt >= quietMs) owed.clear()
      const unanswered = owed.get(question) ?? []
      owed.set(question, [...unanswered, prints].slice(-mostOwed - 1))
      const reply = await ask(question)
      if (losses !== before) return null
      if (reply === null) {
        calmAt = Number.POSITIVE_INFINITY
        continue
      }
      const [since = prints, ...rest] = owed.get(question) ?? []
      owed.set(question, rest)
      best = Math.min(best ?? way, way)
      const calm = reply.code === 'ready' && reply.queued === 0 && since === prints && writing === 0
      calmAt = calm ? Math.min(calmAt, performance.now()) : Number.POSITIVE_INFINITY
      return { reply, way, since }
    }
    return null
  }

  /** Asks for the state in the fullest way that was ever answered, and in fuller ones now and then. Null when it answers none. */
  async function askState(): Promise<Said | null> {
    const lesser = best
    // One that answers the fullest question may leave it unanswered while it stands, and answer a lesser one.
    const all = lesser === null || lesser === 0 || fuller.due()
    const said = await askWays(all ? 0 : lesser, language.status.length)
    if (said === null) return null
    if (all && said.way > 0) fuller.failed()
    const over = stood && said.reply.code === 'ready'
    stood = said.reply.code !== 'ready'
    if (all || !over) return said
    // It stood when it was asked in the fuller way: that it was silent then says nothing.
    fuller.reset()
    const more = await askWays(0, lesser)
    if (more === null) fuller.failed()
    return more ?? said
  }

  /** It is one that understands; it is told once what it needs to be told. */
  async function understood(): Promise<void> {
    const before = known
    known = 'yes'
    answered = true
    if (before !== 'yes') await greet()
  }

  async function identify(how: { readonly again?: boolean } = {}): Promise<PrinterIdentity | null> {
    // One that answered in another language may have printed the question, too; it is asked again, but not at every look.
    const resting = known === 'silent' || (known === 'other' && !again.due())
    if (!link.twoWay || closed || (resting && how.again !== true)) return null
    const before = losses
    try {
      let answer = language.identity === null ? null : await ask(language.identity)
      // A late answer to another question, or half of one, is no other language: one that has answered is asked twice.
      if (answer === 'other' && known === 'yes' && language.identity !== null) answer = await ask(language.identity)
      if (answer === 'other') {
        known = 'other'
        again.failed()
      } else if (answer !== null || ((language.statusUnidentified || answered) && known !== 'yes' && (await askState()) !== null))
        await understood()
      else if (known !== 'yes' && losses === before) {
        // One silence is none of an answering printer: it may stand, or be busy.
        known = 'silent'
        again.failed()
      }
      return answer === 'other' ? null : answer
    } catch {
      return null
    }
  }

  /** Asks a silent printer now and then whether it answers by now, where the question cannot end up on paper. Nobody waits for it. */
  function askAgain(): void {
    if (never || askingAgain || !(answered || language.statusInvisible === true) || !again.due()) return
    askingAgain = true
    again.failed()
    void askState()
      .then((said) => (said === null || said.reply.code === 'wrongLanguage' ? undefined : understood()))
      .catch(() => undefined)
      .finally(() => {
        askingAgain = false
      })
  }

  /** Which of the jobs sent bears a number: the newest that can. */
  function nthOf(number: number): number {
    const most = language.jobs?.most ?? 1
    return Math.max(0, sent - ((((sent - number) % most) + most) % most))
  }

  /** Weighs an answer against what was sent: never more than was seen. */
  function weighed(reply: StatusReply): PrinterStatus {
    const status = weigh(reply)
    const past = status.proof === 3 || performance.now() - printedAt >= beginMs
    if (status.proof !== undefined && past) outstanding = 0
    return status
  }

  function weigh(reply: StatusReply): PrinterStatus {
    const { code } = reply
    const underHead = reply.job === undefined || reply.job === null || sent === 0 ? null : nthOf(reply.job)
    // With several labels out it is not known which of them is seen, unless the answer names it.
    if (reply.busy === true && (underHead === null ? outstanding === 1 : underHead === sent)) atWork = true
    if (code !== 'ready') {
      // What it said unasked when it stopped is more exact than its answers: which supply, how many labels are left.
      const stopped = pushedFault ?? reply
      const left = underHead !== null ? sent - underHead : done > 0 ? Math.max(0, sent - done - 1) : null
      return { code: stopped.code, queued: stopped.queued ?? left }
    }
    pushedFault = null
    if (done > 0) return sent > done ? { code, queued: sent - done } : { code, queued: 0, proof: 4 }
    if (underHead !== null) return { code, queued: sent - underHead + 1 }
    if (reply.queued !== 0 || language.idle === 'plain') return { code, queued: reply.queued }
    if (language.idle === 'afterJob' || atWork) return { code, queued: 0, proof: 3 }
    return performance.now() - printedAt < settleMs ? { code, queued: null } : { code, queued: 0, proof: 2 }
  }

  return {
    accepted: link.accepted,
    answers() {
      // Silence now does not undo that it was heard: a profile that said "none" would have it never asked again.
      if (!link.twoWay || (known === 'silent' && !answered)) return 'none'
      if (known !== 'yes' || best === null) return 'unknown'
      return best === 0 ? 'full' : 'basic'
    },
    async print(bytes) {
      atWork = false
      prints++
      writing++
      outstanding++
      const before = losses
      const { jobs } = language
      const numbered = known === 'yes' && jobs !== undefined ? jobs.stamp(bytes, (sent++ % jobs.most) + 1) : bytes
      try {
        await send(numbered, true)
      } catch (error) {
        const left = !(error instanceof WriteFailed) || error.left
        if (!left) {
          outstanding--
          if (numbered !== bytes && losses === before) sent--
        }
        throw new PrintFailed(left)
      } finally {
        writing--
        printedAt = performance.now()
        // What was seen while the bytes were still leaving was the label before.
        atWork = false
      }
    },
    async status(): Promise<PrinterStatus> {
      try {
        // A link that carries no answers says nothing of the printer behind it; a question would only end up on paper.
        if (known === 'unknown' && link.twoWay) await identify()
        if (known === 'unknown' || known === 'silent') {
          await link.open()
          if (known === 'silent') askAgain()
          return { code: 'mute', queued: null }
        }
        if (known === 'other') return { code: 'wrongLanguage', queued: null }
        const [before, during] = [prints, writing > 0]
        const faultBefore = pushedFault
        const said = await askState()
        const reply = said?.reply ?? null
        // A label left while the answer was on its way, or it may answer an older question: it can be older than the label, so it tells of
        // faults only.
        const older = (language.idle !== 'plain' && (during || prints !== before)) || (said !== null && said.since < before)
        if (reply?.code === 'ready' && reply.restarted !== true && older) return { code: 'ready', queued: null }
        if (reply === null) return pushedFault ?? { code: 'mute', queued: null }
        if (reply.restarted === true) {
          // Power was off and on again behind a link that held: what it was sent is gone.
          forget()
          outstanding = 0
          await greet()
          for (const listener of lost) listener()
          return { code: 'linkLost', queued: null }
        }
        // Said unasked while the question was on its way: newer than the answer.
        if (reply.code === 'ready' && pushedFault !== null && pushedFault !== faultBefore) return pushedFault
        return weighed(reply)
      } catch {
        return { code: 'linkLost', queued: null }
      }
    },
    identify,
    async counter() {
      if (known === 'unknown') await identify()
      if (known !== 'yes' || language.counter === null) return null
      return ask(language.counter).catch(() => null)
    },
    onLost: (listener) => void lost.add(listener),
    close() {
      closed = true
      return link.close()
    },
  }
}
