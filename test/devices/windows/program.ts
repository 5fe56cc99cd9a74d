import { readFileSync, writeFileSync } from 'node:fs'
import { WriteFailed } from '../../../drivers/transports/link.ts'
import { WinspoolLink, winspoolQueueState, winspoolQueues } from '../../../drivers/transports/winspool.ts'

/** What the program found on Windows, for the test that started it. */
export interface WindowsReport {
  readonly queues: readonly string[]
  readonly absent: { readonly open: string; readonly left: boolean }
  readonly before: unknown
  readonly after: unknown
  readonly none: unknown
  /** Longest time the event loop did not turn while a job was handed over, ms. */
  readonly loopMs: number
  readonly printed: number
  readonly node: string
}

/** `program.mjs QUEUE BYTES REPORT`: prints the bytes of a file twice through our own driver and writes down what it saw. */
const [queue = '', bytesPath = '', reportPath = ''] = process.argv.slice(2)
const codeOf = async (act: () => Promise<unknown>): Promise<unknown> =>
  act().then(
    () => null,
    (error: unknown) => error,
  )

async function main(): Promise<WindowsReport> {
  const absent = new WinspoolLink({ queue: 'NO_SUCH_PRINTER' })
  const opened = await codeOf(() => absent.open())
  const written = await codeOf(() => absent.write(new Uint8Array(1)))
  const link = new WinspoolLink({ queue, jobName: 'signet' })
  await link.open()
  const before = await winspoolQueueState(queue)
  let [loopMs, last, printed] = [0, performance.now(), 0]
  const beat = setInterval(() => {
    loopMs = Math.max(loopMs, performance.now() - last - 5)
    last = performance.now()
  }, 5)
  for (; printed < 2; printed++) await link.write(readFileSync(bytesPath))
  clearInterval(beat)
  return {
    queues: await winspoolQueues(),
    absent: {
      open: opened instanceof Error && 'fault' in opened ? String(opened.fault) : String(opened),
      left: written instanceof WriteFailed ? written.left : true,
    },
    before,
    after: await winspoolQueueState(queue),
    none: await winspoolQueueState('NO_SUCH_PRINTER'),
    loopMs,
    printed,
    node: process.version,
  }
}

main().then(
  (report) => writeFileSync(reportPath, JSON.stringify(report)),
  (error: unknown) => writeFileSync(reportPath, JSON.stringify({ error: error instanceof Error ? error.stack : String(error) })),
)
