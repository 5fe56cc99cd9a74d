import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { parentPort, workerData } from 'node:worker_threads'
import { parseFaults } from '../../drivers/virtual-line/faults.ts'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { defaultProfile, printerLanguages } from '../../shared/printing.ts'

/**
 * The virtual line as a process: prints its ports, takes fault names on standard input, ends when that closes or on SIGTERM. As a thread
 * (packaged app) it does the same by messages.
 */
const { values } = parseArgs({
  ...(parentPort === null ? {} : { args: (workerData as { readonly args: string[] }).args }),
  options: {
    'printer-port': { type: 'string', default: '0' },
    'scanner-port': { type: 'string', default: '0' },
    out: { type: 'string' },
    seed: { type: 'string', default: 'signet' },
    faults: { type: 'string', default: '' },
    'label-ms': { type: 'string', default: '0' },
    'recover-ms': { type: 'string', default: '3000' },
    distance: { type: 'string', default: '2' },
    language: { type: 'string', default: defaultProfile.language },
    dpi: { type: 'string', default: '300' },
  },
})

const line = new VirtualLine({
  printerPort: Number(values['printer-port']),
  scannerPort: Number(values['scanner-port']),
  out: values.out ?? '.',
  seed: values.seed,
  faults: parseFaults(values.faults) ?? {},
  labelMs: Number(values['label-ms']),
  recoverMs: Number(values['recover-ms']),
  distance: Number(values.distance),
  language: printerLanguages.find((known) => known === values.language) ?? defaultProfile.language,
  dpi: Number(values.dpi),
})
const ports = await line.listen()
if (parentPort !== null) {
  parentPort.on('message', (name: string) => line.fault(name))
  parentPort.postMessage(ports)
} else {
  const end = (): void => void line.close().finally(() => process.exit(0))
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  const input = createInterface({ input: process.stdin })
  input.on('line', (name) => line.fault(name.trim()))
  input.on('close', end)
  console.log(JSON.stringify({ ...ports, pid: process.pid }))
}
