import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { until } from './case.ts'
import type { FarOrder, FarReport } from './far-printer.ts'

export interface FarPrinter {
  readonly labels: readonly string[]
  bytes(): number
  tell(order: FarOrder): void
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
  let [up, bytes] = [false, 0]
  child.on('message', (report: FarReport) => {
    if ('up' in report) up = true
    else if ('bytes' in report) bytes = report.bytes
    else labels.push(report.label)
  })
  await until('the far printer', () => up, 40_000)
  return { labels, bytes: () => bytes, tell: (order) => void child.send(order) }
}
