import { TcpLink, WriteFailed } from '../transports/tcp.ts'
import { type PrinterDriver, type PrinterIdentity, type PrinterStatus, PrintFailed } from './printer.ts'
import { counterQuery, identityQuery, parseCounter, parseIdentity, parseStatus, statusQuery, takeFrames } from './zpl-status.ts'

export interface ZplPrinterOptions {
  readonly host: string
  readonly port: number
  /** ms to wait for an answer to a query; a printer need not answer at all. */
  readonly answerMs?: number
  readonly connectMs?: number
  readonly stallMs?: number
}

/** A reply longer than this is no reply: something else is talking. */
const longestReply = 4096

/** A ZPL printer over TCP 9100. One query at a time; its answers are read as they come, split or glued. */
export function openZplPrinter(options: ZplPrinterOptions): PrinterDriver {
  const link = new TcpLink(options)
  const answerMs = options.answerMs ?? 1_500
  let buffer = ''
  let heard: (() => void) | null = null
  let queue: Promise<unknown> = Promise.resolve()
  /** A printer that is not known to speak ZPL is never polled: in another language it would print the query. */
  let language: 'unknown' | 'zpl' | 'other' | 'silent' = 'unknown'
  link.onLost(() => {
    if (language !== 'zpl') language = 'unknown'
  })
  link.onData((bytes) => {
    buffer = (buffer + bytes.toString('latin1')).slice(-longestReply)
    heard?.()
  })

  /** Sends a query and reads until `take` finds its answer; null at the deadline. Queries wait for each other, labels do not wait for them. */
  function ask<T>(query: string, take: (text: string) => { readonly value: T; readonly rest: string } | null): Promise<T | null> {
    const asked = queue.then(async () => {
      buffer = ''
      await link.write(Buffer.from(query, 'latin1'))
      return new Promise<T | null>((resolve) => {
        const end = (value: T | null): void => {
          clearTimeout(timer)
          heard = null
          resolve(value)
        }
        const timer = setTimeout(() => end(null), answerMs)
        const look = (): void => {
          const found = take(buffer)
          if (found === null) return
          buffer = found.rest
          end(found.value)
        }
        heard = look
        look()
      })
    })
    queue = asked.catch(() => undefined)
    return asked
  }

  async function identify(): Promise<PrinterIdentity | null> {
    try {
      const answer = await ask(identityQuery, (text) => {
        const { frames, rest } = takeFrames(text)
        if (frames[0] !== undefined) return { value: { identity: parseIdentity(frames[0]) }, rest }
        return text.length > 0 && !text.includes('\u0002') ? { value: { identity: null }, rest: '' } : null
      })
      language = answer === null ? 'silent' : answer.identity === null ? 'other' : 'zpl'
      return answer?.identity ?? null
    } catch {
      return null
    }
  }

  return {
    async print(bytes) {
      try {
        await link.write(bytes)
      } catch (error) {
        throw new PrintFailed(!(error instanceof WriteFailed) || error.left)
      }
    },
    async status(): Promise<PrinterStatus> {
      try {
        if (language === 'unknown') await identify()
        if (language === 'unknown' || language === 'silent') {
          await link.open()
          return { code: 'mute', queued: null }
        }
        if (language === 'other') return { code: 'wrongLanguage', queued: null }
        const status = await ask(statusQuery, (text) => {
          const { frames, rest } = takeFrames(text)
          if (frames.length < 3) return null
          return { value: parseStatus(frames[0]!, frames[1]!) ?? { code: 'wrongLanguage' as const, queued: null }, rest }
        })
        return status ?? { code: 'mute', queued: null }
      } catch {
        return { code: 'linkLost', queued: null }
      }
    },
    identify,
    async counter() {
      if (language === 'unknown') await identify()
      if (language !== 'zpl') return null
      try {
        return await ask(counterQuery, (text) => {
          const value = parseCounter(text)
          return value === null ? null : { value, rest: '' }
        })
      } catch {
        return null
      }
    },
    onLost: (listener) => link.onLost(listener),
    close: () => link.close(),
  }
}
