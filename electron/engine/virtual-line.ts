import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { parseFaults } from '../../drivers/virtual-line/faults.ts'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'

/** The virtual line as a process: prints its ports, takes fault names on standard input, ends when that closes or on SIGTERM. */
const { values } = parseArgs({
  options: {
    'printer-port': { type: 'string', default: '0' },
    'scanner-port': { type: 'string', default: '0' },
    out: { type: 'string' },
    seed: { type: 'string', default: 'signet' },
    faults: { type: 'string', default: '' },
    'label-ms': { type: 'string', default: '0' },
    'recover-ms': { type: 'string', default: '3000' },
    distance: { type: 'string', default: '2' },
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
})
const ports = await line.listen()
const end = (): void => void line.close().finally(() => process.exit(0))
process.on('SIGTERM', end)
process.on('SIGINT', end)
const input = createInterface({ input: process.stdin })
input.on('line', (name) => line.fault(name.trim()))
input.on('close', end)
console.log(JSON.stringify({ ...ports, pid: process.pid }))
