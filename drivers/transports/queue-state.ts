/** How a queue of the operating system is. It tells of the queue, never of the printer behind it. */
export interface QueueState {
  /** `stopped`: it holds what it is given; `absent`: there is none of that name, or no spooler. */
  readonly state: 'idle' | 'printing' | 'stopped' | 'absent'
  /** Jobs that wait or are being sent. */
  readonly jobs: number
  /** What the spooler says of it, in its own words; null when it says nothing. */
  readonly says: string | null
}

export const absentQueue: QueueState = { state: 'absent', jobs: 0, says: null }
