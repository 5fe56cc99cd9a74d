import { CupsQueueLink, cupsQueueState, type QueueOptions } from './cups-queue.ts'
import type { Link } from './link.ts'
import type { QueueState } from './queue-state.ts'
import { WinspoolLink, winspoolQueueState } from './winspool.ts'

/** A link to a raw queue of the operating system: the spooler of Windows, else CUPS. */
export const queueLink = (options: QueueOptions): Link =>
  process.platform === 'win32' ? new WinspoolLink(options) : new CupsQueueLink(options)

/** How that queue is: a stopped one holds the labels it was given. Never rejects; `absent` when the spooler does not answer in time (ms). */
export const queueState = (queue: string, ms?: number): Promise<QueueState> =>
  process.platform === 'win32' ? winspoolQueueState(queue, ms) : cupsQueueState(queue, ms)
