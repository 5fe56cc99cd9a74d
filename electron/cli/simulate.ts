import { parseFaults } from '../../drivers/virtual-line/faults.ts'
import { isFaultless, simulate } from '../station/simulate/simulate.ts'
import { makeFolder } from './folder.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { reporting } from './session.ts'
import { version } from './version.ts'

const USAGE = 'signet simulate --level serial|lot --labels N [--faults smudge=5%,...] --seed S --out DIR [--json]'

/** `signet simulate`: one order on a virtual line with a simulated operator; everything needed to recount it stays in DIR. */
export async function simulateCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments({
    args: [...args],
    options: {
      level: { type: 'string' },
      labels: { type: 'string' },
      faults: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean' },
    },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { level, labels: text, out, seed, json, ...rest } = read.parsed.values
  const labels = Number(text)
  const faults = parseFaults(rest.faults ?? '')
  if ((level !== 'serial' && level !== 'lot') || out === undefined || faults === null)
    return usageError(io, args, '--level, --faults, --out', USAGE)
  if (!Number.isInteger(labels) || labels < 1 || labels > 100_000) return usageError(io, args, '--labels', USAGE)
  return reporting(io, json === true, async () => {
    makeFolder(out)
    const result = await simulate({ level, labels, faults, seed: seed ?? 'signet', out, version: version() })
    await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, ok: isFaultless(result), ...result }))
    return isFaultless(result) ? EXIT.ok : EXIT.judgedBad
  })
}
