/** How a printer says it is. `mute`: it does not answer, which is not a fault by itself. */
export type PrinterCode =
  | 'ready'
  | 'mute'
  | 'mediaOut'
  | 'ribbonOut'
  | 'headOpen'
  | 'paused'
  | 'linkLost'
  | 'wrongLanguage'
  | 'overheated'
  | 'jam'
  | 'cutter'
  /** The queue of the operating system holds what it is given. */
  | 'queueStopped'
  | 'unknown'

/**
 * How strongly an answer `ready` with nothing queued shows that the labels sent before it came out, never more than was seen:
 * 2: the printer was clean before and after, which a printer that has not begun yet is, too;
 * 3: it was seen at work on them and then idle, or its count of labels left fell to none, or it answers only behind its jobs;
 * 4: it said of its own accord that this very job was done.
 */
export type PrintProof = 2 | 3 | 4

export interface PrinterStatus {
  readonly code: PrinterCode
  /** Labels received and not yet printed; null when the printer does not say, or what it says may be older than the last label. */
  readonly queued: number | null
  /** Given only with `ready` and nothing queued; 2 where it is left out. */
  readonly proof?: PrintProof
}

/** What one answer says, before the driver weighs it against what was sent. */
export interface StatusReply {
  readonly code: PrinterCode
  readonly queued: number | null
  /** At work on a label, or waiting to be. */
  readonly busy?: boolean
  /** Number of the job under the head, where the language numbers them; null: it has none. */
  readonly job?: number | null
  /** Switched on since it was last told to forget that: whatever it held is gone. */
  readonly restarted?: boolean
}

/** Who a printer says it is: model, firmware, dots per mm. `virtual` for the station's own virtual printer. */
export interface PrinterIdentity {
  readonly model: string
  readonly firmware: string
  readonly dotsPerMm: number | null
  readonly virtual: boolean
}

/** What the virtual printer calls itself; a production ledger refuses it. */
export const virtualModel = 'SIGNET-VIRTUAL'

/** Bytes did not get through. `left` false: not even the first one left, so the label cannot exist. */
export class PrintFailed extends Error {
  readonly left: boolean
  constructor(left: boolean) {
    super('printer.linkLost')
    this.name = 'PrintFailed'
    this.left = left
  }
}

/**
 * One printer on one link. Opens by itself when it is first used, reconnects with back-off, and never blocks the loop: writes are
 * paced by back-pressure and have a deadline. Calls are answered in order.
 */
export interface PrinterDriver {
  /** Evidence that a `print` which resolved is by itself: 0 where a spooler took the bytes, 1 where the device did. */
  readonly accepted: 0 | 1
  /** What it was found to answer so far: nothing, its state in a lesser way, its state in the fullest way of its language. */
  answers(): 'unknown' | 'none' | 'basic' | 'full'
  /** Hands over the bytes of one label. Resolves when the link has taken them all. Rejects with PrintFailed. */
  print(bytes: Uint8Array): Promise<void>
  /** Asks for the state. Resolves `mute` at the deadline, `linkLost` when there is no connection. */
  status(): Promise<PrinterStatus>
  /**
   * Asks who it is; null when it does not answer in time or answers something else (then `status` says `wrongLanguage`). One
   * that kept silent is not asked again, it could print the question; `again`: a person wants it asked all the same.
   */
  identify(how?: { readonly again?: boolean }): Promise<PrinterIdentity | null>
  /** Labels fed since it was made, by its own count; null when it has no counter. */
  counter(): Promise<number | null>
  /** The connection broke while it was in use. */
  onLost(listener: () => void): void
  close(): Promise<void>
}
