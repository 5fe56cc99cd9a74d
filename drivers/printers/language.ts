import type { LabelRaster, LabelSettings } from './label.ts'
import type { PrinterCode, PrinterIdentity, StatusReply } from './printer.ts'

/** An answer found in what has come so far, and what follows it. */
export interface Taken<T> {
  readonly value: T
  readonly rest: string
}

/** A question and how its answer is read. Text is latin1: one character a byte. */
export interface Ask<T> {
  readonly query: string
  /** The answer, or null while it is not whole; `late`: nothing more has come for a while. Never throws, whatever it is given. */
  take(text: string, late: boolean): Taken<T> | null
}

/** What a printer says unasked: job `done` is out, a fault or (`ready`) its end, a job was received. `labels`: those left when it stopped. */
export type Push = { readonly done: number } | { readonly fault: PrinterCode; readonly labels: number | null } | { readonly received: true }

/** Everything the station knows about one printer language. Adding one is a file like this, a line in registry.ts and golden bytes. */
export interface LanguageDriver {
  /** One label, one copy. Pure: the same dots and settings give the same bytes. */
  encode(raster: LabelRaster, settings: LabelSettings): Uint8Array
  /** It can draw GS1 symbols itself; where it does, `settings.native` is obeyed. */
  readonly nativeSymbols?: true
  /** Who is it; `other`: it answered in another language. Null where the language has no such question. */
  readonly identity: Ask<PrinterIdentity | 'other'> | null
  /** Ways to ask for the state, the fullest first; the fullest that is ever answered is kept. */
  readonly status: readonly Ask<StatusReply>[]
  /** A printer that did not say who it is may still be asked for its state: the question cannot end up on paper. */
  readonly statusUnidentified: boolean
  /** No question about the state prints anything where it is not understood: a printer that never answered may be asked again. */
  readonly statusInvisible?: true
  /**
   * What an idle answer is worth. `plain`: as said. `idleAfterBusy`: the question overtakes the job, so only an idle printer that was seen
   * at work since the last label proves anything. `afterJob`: it is answered behind every job sent before it.
   */
  readonly idle: 'plain' | 'idleAfterBusy' | 'afterJob'
  /** Labels ever printed; null where the language has no such count. */
  readonly counter: Ask<number> | null
  /**
   * Sent ahead of the first bytes on a link that was opened: what the printer has of a label that was cut on its way is thrown away, and
   * nothing else. Without it the next label would be laid over that half.
   */
  readonly dropHalf?: string
  /** Sent once when the printer is known, and again when it restarted. */
  readonly greeting?: string
  /**
   * Numbers the jobs of a printer that has answered, 1 to `most` and round again, so that its answers can name one; nothing of the dots
   * changes.
   */
  readonly jobs?: { readonly most: number; readonly stamp: (label: Uint8Array, n: number) => Uint8Array }
  /** The first thing said unasked in the text, and the text without it. */
  readonly push?: (text: string) => Taken<Push> | null
  /** The beginning of such a word at the end of the text, whose rest may still come. */
  readonly halfPush?: RegExp
}
