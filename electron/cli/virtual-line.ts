import { parseFaults } from '../../drivers/virtual-line/faults.ts'
import { VirtualLine } from '../../drivers/virtual-line/line.ts'
import { defaultProfile, printerLanguages } from '../../shared/printing.ts'
import { makeFolder } from './folder.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { reporting } from './session.ts'

const USAGE =
  'signet virtual-line --printer-port P --scanner-port Q --out DIR --seed S [--faults smudge=5%,...] [--language zpl|tspl|…] [--dpi N] [--label-ms N] [--recover-ms N]'

/** `signet virtual-line`: runs the virtual printer and scanner until SIGTERM. */
export async function virtualLineCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments({
    args: [...args],
    options: {
      'printer-port': { type: 'string' },
      'scanner-port': { type: 'string' },
      out: { type: 'string' },
      seed: { type: 'string' },
      faults: { type: 'string' },
      language: { type: 'string' },
      dpi: { type: 'string' },
      'label-ms': { type: 'string' },
      'recover-ms': { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { values } = read.parsed
  const faults = parseFaults(values.faults ?? '')
  const language = printerLanguages.find((known) => known === (values.language ?? defaultProfile.language))
  const dpi = Number(values.dpi ?? '300')
  if (language === undefined || ![203, 300, 600].includes(dpi)) return usageError(io, args, '--language, --dpi', USAGE)
  const port = (text: string | undefined): number => Number(text ?? '0')
  if (values.out === undefined || faults === null) return usageError(io, args, '--out, --faults', USAGE)
  if (![port(values['printer-port']), port(values['scanner-port'])].every((n) => Number.isInteger(n) && n >= 0 && n <= 65535))
    return usageError(io, args, '--printer-port, --scanner-port', USAGE)
  return reporting(io, values.json === true, async () => {
    makeFolder(values.out!)
    const line = new VirtualLine({
      printerPort: port(values['printer-port']),
      scannerPort: port(values['scanner-port']),
      out: values.out!,
      seed: values.seed ?? 'signet',
      faults,
      language,
      dpi,
      labelMs: Number(values['label-ms'] ?? 0),
      recoverMs: Number(values['recover-ms'] ?? 3000),
      strictPorts: true,
    })
    const ports = await line.listen()
    await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, ...ports, pid: process.pid }))
    await new Promise<void>((resolve) => {
      process.once('SIGTERM', () => resolve())
      process.once('SIGINT', () => resolve())
    })
    await line.close()
    return EXIT.ok
  })
}
