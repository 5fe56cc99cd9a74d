/**
 * One way to a device: bytes out, bytes in. Opens when it is first used and after it broke, never blocks the loop, paces writes by the
 * device's own back-pressure and gives each a deadline.
 */
export interface Link {
  readonly isOpen: boolean
  /** Answers can come back; false for a queue of the operating system. */
  readonly twoWay: boolean
  /** What a write that resolved shows: 0, a spooler holds the bytes (E0); 1, the device or its kernel buffer took them (E1). */
  readonly accepted: 0 | 1
  /** Opens if it is not open. Rejects when that fails within the link's own limit. */
  open(): Promise<void>
  /**
   * Sends bytes. Resolves when all were taken. Rejects with WriteFailed: `left` is false only when nothing was open and so no byte can
   * have gone; once a write was begun nobody can tell how much of it has.
   */
  write(bytes: Uint8Array): Promise<void>
  /** Returns the function that takes the listener away. */
  onData(listener: (bytes: Buffer) => void): () => void
  /** An open link broke, for whatever reason but `close`. */
  onLost(listener: () => void): void
  close(): Promise<void>
}

/** Why a link could not be opened or broke, in the order in which a person would look. */
export type LinkFault = 'absent' | 'denied' | 'busy' | 'timeout' | 'lost'

/** A write that did not get through; `left`: bytes of it may have gone. */
export class WriteFailed extends Error {
  readonly left: boolean
  readonly fault: LinkFault
  constructor(left: boolean, fault: LinkFault = 'lost') {
    super('link.lost')
    this.name = 'WriteFailed'
    this.left = left
    this.fault = fault
  }
}

/** A link that could not be opened. */
export class OpenFailed extends Error {
  readonly fault: LinkFault
  constructor(fault: LinkFault) {
    super(`link.${fault}`)
    this.name = 'OpenFailed'
    this.fault = fault
  }
}
