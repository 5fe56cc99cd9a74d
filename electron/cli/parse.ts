import { type Explanation, explainScan } from '../../shared/udi/explain/explain.ts'
import type { ParseResult } from '../../shared/udi/types.ts'
import { MAX_SCAN_BYTES, parseParts, parseScan } from '../../shared/udi/udi.ts'
import { type CliIo, EXIT, inputLines, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { explanationLines, languagesFor } from './parse-explain.ts'

const USAGE =
  'signet parse [--json] [--explain [--lang zh-CN|en]] [SCAN...] | signet parse --part A --part B   (without SCAN: one scan per line of standard input)'

/**
 * `signet parse`: one JSON line per scan, in order; with `--explain` which rule cut which characters, what is wrong and how it
 * is mended, in words, or with `--json` as codes. Returns 0 when every scan is without fault, 1 when one is not,
 * 2 on wrong usage.
 *
 * @param now the clock; two-digit years are read relative to its year
 */
export async function parseCommand(args: readonly string[], io: CliIo, now: () => Date = () => new Date()): Promise<number> {
  const read = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      part: { type: 'string', multiple: true },
      json: { type: 'boolean' },
      explain: { type: 'boolean' },
      lang: { type: 'string' },
    },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { values, positionals } = read.parsed
  const parts = values.part ?? []
  if (parts.length > 0 && positionals.length > 0) return usageError(io, args, '--part and SCAN do not go together', USAGE)

  const languages = languagesFor(values.lang)
  if (languages === null) return usageError(io, args, `unknown language ${values.lang}`, USAGE)
  if (values.explain === true && parts.length > 0) return usageError(io, args, '--explain takes one scan at a time, no --part', USAGE)

  const options = { now: now().getFullYear() }
  let allOk = true
  const answer = async (result: ParseResult) => {
    allOk &&= result.ok
    await printLine(io.stdout, resultLine(result))
  }
  const take = async (scan: string | Uint8Array) => {
    if (values.explain !== true) return answer(parseScan(scan, options))
    const explanation = explainScan(scan, options)
    allOk &&= explanation.result.ok
    if (values.json === true) await printLine(io.stdout, explainedLine(explanation))
    else for (const line of explanationLines(explanation, languages)) await printLine(io.stdout, line)
  }
  if (parts.length > 0) await answer(parseParts(parts, options))
  else if (positionals.length > 0) for (const scan of positionals) await take(scan)
  // one byte more than allowed is enough to see that a line is too long
  else for await (const scan of inputLines(io.stdin, MAX_SCAN_BYTES + 1)) await take(scan)
  return allOk ? EXIT.ok : EXIT.judgedBad
}

function explainedLine({ result, cuts, faults, warnings, hidden, hex }: Explanation): string {
  return JSON.stringify({ ...JSON.parse(resultLine(result)), explanation: { cuts, faults, warnings, hidden, hex } })
}

function resultLine({ ok, agency, di, pi, elements, symbology, errors, readings, kind, value, warnings }: ParseResult): string {
  return JSON.stringify({ schema: SCHEMA, ok, agency, di, pi, elements, symbology, errors, readings, kind, value, warnings })
}
