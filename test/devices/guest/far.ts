import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { until } from './case.ts'
import type { FarOrder, FarReport } from './far-printer.ts'

export interface FarPrinter {
  readonly labels: readonly string[]
  bytes(): number
  tell(order: FarOrder): void
  /** Lets go of the gadget, so that its cable can be pulled; `tell({ away: false })` takes it again. */
  leave(): Promise<void>
}

let running: Promise<FarPrinter> | null = null

/** The far end of the USB printer, started once for all cases; it ends with the program. */
export function farPrinter(): Promise<FarPrinter> {
  running ??= start()
  return running
}

async function start(): Promise<FarPrinter> {
  const child: ChildProcess = fork(join(import.meta.dirname, 'far-printer.ts'))
  const labels: string[] = []
  let [up, away, bytes] = [false, false, 0]
  child.on('message', (report: FarReport) => {
    if ('up' in report) up = true
    else if ('away' in report) away = true
    else if ('bytes' in report) bytes = report.bytes
    else labels.push(report.label)
  })
  await until('the far printer', () => up, 40_000)
  return {
    labels,
    bytes: () => bytes,
    tell: (order) => void child.send(order),
    async leave() {
      away = false
      child.send({ away: true })
      await until('the far printer to leave', () => away)
    },
  }
}
