import { type Link, WriteFailed } from '../transports/link.ts'
import type { Ask, LanguageDriver } from './language.ts'
import { type PrinterDriver, type PrinterIdentity, type PrinterStatus, PrintFailed, type StatusReply } from './printer.ts'

export interface PrinterOptions {
  /** ms to wait for an answer to a query; a printer need not answer at all. */
  readonly answerMs?: number
  /** It was found to answer nothing: it is never asked. */
  readonly silent?: boolean
}

/** A reply longer than this is no reply: something else is talking. */
const longestReply = 4096
/** ms without a byte after which an answer without an end of its own has ended. */
const quietMs = 250
/** ms after a label in which an idle answer may still be older than the label. */
const settleMs = 600

/** A printer of any language on any link; it closes the link with itself. One query at a time; its answers are read as they come, split or glued. */
export function openPrinter(language: LanguageDriver, link: Link, options: PrinterOptions = {}): PrinterDriver {
  const answerMs = options.answerMs ?? 1_500
  const lost = new Set<() => void>()
  let buffer = ''
  let heard: (() => void) | null = null
  let queue: Promise<unknown> = Promise.resolve()
  /** A printer is polled only when it is known to understand: in another language it would print the query. */
  let known: 'unknown' | 'yes' | 'other' | 'silent' = options.silent === true ? 'silent' : 'unknown'
  /** The question about its state that this printer answers. */
  let statusAsk: Ask<StatusReply> | null = null
  /** Since the last label: seen at work, heard that it was received. */
  let atWork = false
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
    if (known !== 'yes' && options.silent !== true) known = 'unknown'
    atWork = false
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
    buffer = (buffer + bytes.toString('latin1')).slice(-longestReply)
    for (let pushed = language.push?.(buffer) ?? null; pushed !== null; pushed = language.push?.(buffer) ?? null) {
      buffer = pushed.rest
      const { value } = pushed
      if ('done' in value) done = Math.max(done, nthOf(value.done))
      else if ('received' in value) atWork = true
      else pushedFault = value.fault === 'ready' ? null : { code: value.fault, queued: value.labels }
    }
    heard?.()
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
    const answered = queue.then(async () => {
      buffer = ''
      await send(Buffer.from(query, 'latin1'), known === 'yes')
      return new Promise<T | null>((resolve) => {
        let quiet: NodeJS.Timeout | undefined
        const look = (late: boolean, over: boolean): void => {
          const found = take(buffer, late)
          clearTimeout(quiet)
          if (found === null && !over) {
            if (!late && buffer !== '') quiet = setTimeout(() => look(true, false), quietMs)
            return
          }
          clearTimeout(timer)
          heard = null
          buffer = found?.rest ?? ''
          resolve(found?.value ?? null)
        }
        const timer = setTimeout(() => look(true, true), answerMs)
        heard = () => look(false, false)
        look(false, false)
      })
    })
    queue = answered.catch(() => undefined)
    return answered
  }

  const greet = async (): Promise<void> => {
    if (language.greeting !== undefined) await link.write(Buffer.from(language.greeting, 'latin1'))
  }

  /** Asks for the state in the way this printer answers; tries the others when none is known yet. Null when it answers none. */
  async function askState(): Promise<StatusReply | null> {
    // One that answers the fullest question may leave it unanswered while it stands, and answer a lesser one.
    const ways = statusAsk === null ? language.status : [statusAsk, ...language.status.slice(language.status.indexOf(statusAsk) + 1)]
    const before = losses
    for (const way of ways) {
      const reply = await ask(way)
      if (reply === null && losses !== before) return null
      if (reply === null) continue
      statusAsk ??= way
      return reply
    }
    return null
  }

  async function identify(): Promise<PrinterIdentity | null> {
    if (!link.twoWay || options.silent === true) return null
    try {
      const answer = language.identity === null ? null : await ask(language.identity)
      if (answer === 'other') known = 'other'
      else if (answer !== null) known = 'yes'
      else if (language.statusUnidentified && (await askState()) !== null) known = 'yes'
      else known = 'silent'
      if (known === 'yes') await greet()
      return answer === 'other' ? null : answer
    } catch {
      return null
    }
  }

  /** Which of the jobs sent bears a number: the newest that can. */
  function nthOf(number: number): number {
    const most = language.jobs?.most ?? 1
    return Math.max(0, sent - ((((sent - number) % most) + most) % most))
  }

  /** Weighs an answer against what was sent: never more than was seen. */
  function weighed(reply: StatusReply): PrinterStatus {
    const { code } = reply
    const underHead = reply.job === undefined || reply.job === null || sent === 0 ? null : nthOf(reply.job)
    if (reply.busy === true) atWork = true
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
      if (!link.twoWay || known === 'silent') return 'none'
      if (known !== 'yes' || statusAsk === null) return 'unknown'
      return statusAsk === language.status[0] ? 'full' : 'basic'
    },
    async print(bytes) {
      atWork = false
      prints++
      const { jobs } = language
      const numbered = known === 'yes' && jobs !== undefined ? jobs.stamp(bytes, (sent++ % jobs.most) + 1) : bytes
      try {
        await send(numbered, true)
      } catch (error) {
        throw new PrintFailed(!(error instanceof WriteFailed) || error.left)
      } finally {
        printedAt = performance.now()
      }
    },
    async status(): Promise<PrinterStatus> {
      try {
        // A link that carries no answers says nothing of the printer behind it; a question would only end up on paper.
        if (known === 'unknown' && link.twoWay) await identify()
        if (known === 'unknown' || known === 'silent') {
          await link.open()
          return { code: 'mute', queued: null }
        }
        if (known === 'other') return { code: 'wrongLanguage', queued: null }
        const before = prints
        const faultBefore = pushedFault
        const reply = await askState()
        // A label left while the answer was on its way: it may be older than the label, so it tells of faults only.
        if (reply?.code === 'ready' && reply.restarted !== true && prints !== before && language.idle !== 'plain')
          return { code: 'ready', queued: null }
        if (reply === null) return pushedFault ?? { code: 'mute', queued: null }
        if (reply.restarted === true) {
          // Power was off and on again behind a link that held: what it was sent is gone.
          forget()
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
    close: () => link.close(),
  }
}
