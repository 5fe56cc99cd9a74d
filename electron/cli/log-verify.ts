import { catalogues } from '../../shared/i18n/catalogues.ts'
import { fill } from '../../shared/i18n/fill.ts'
import { isWord, languages } from '../../shared/i18n/index.ts'
import { type EvidenceResult, verifyEvidence } from '../../shared/ledger/evidence.ts'
import { bundleTextOf } from '../../shared/ledger/evidence-file.ts'
import type { ErrorParams } from '../../shared/station-error.ts'
import { refuse } from '../../shared/station-error.ts'
import { sha256Bytes, verifyEd25519 } from '../station/evidence/crypto.ts'
import { readJson, readText } from './input-file.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { verifyLedger } from './log-verify-ledger.ts'
import { reporting } from './session.ts'

const USAGE = `signet log verify [--data DIR] [--paper ROOT] [--witness FILE]... [--json]
signet log verify BUNDLE.html|BUNDLE.json [--key VKEY] [--json]`

/**
 * `signet log verify BUNDLE`: checks an evidence bundle, alone or inside its page. 0 when everything holds, 1 when something does not, 2
 * for a file that is none. Without a key the signer is not proven, and the words say so.
 */
export const logVerify = {
  usage: USAGE,
  async run(args: readonly string[], io: CliIo): Promise<number> {
    const read = readArguments({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        data: { type: 'string' },
        paper: { type: 'string' },
        witness: { type: 'string', multiple: true },
        json: { type: 'boolean' },
      },
    })
    if ('error' in read) return usageError(io, args, read.error, USAGE)
    const { values, positionals } = read.parsed
    const [file, ...more] = positionals
    const ofLedger = values.data !== undefined || values.paper !== undefined || values.witness !== undefined
    if (more.length > 0 || (file !== undefined && ofLedger)) return usageError(io, args, 'BUNDLE', USAGE)
    if (file === undefined) {
      if (values.key !== undefined) return usageError(io, args, '--key', USAGE)
      const { data, paper, witness = [], json = false } = values
      return reporting(io, json, () => verifyLedger({ data, paper, witness, json }, io))
    }
    return reporting(io, values.json === true, async () => {
      const result = verifyEvidence(readBundle(file), { sha256: sha256Bytes, verifyEd25519, key: values.key ?? null })
      if (values.json === true) await printLine(io.stdout, resultLine(result))
      else for (const line of wordsOf(result)) await printLine(io.stdout, line)
      return result.ok ? EXIT.ok : EXIT.judgedBad
    })
  },
}

function readBundle(file: string): unknown {
  const text = bundleTextOf(readText(file))
  if (text === null) throw refuse('record.invalid', { path: '' })
  return readJson(text)
}

function resultLine({ ok, signer, checkpoint, events, later, problems }: EvidenceResult): string {
  return JSON.stringify({
    schema: SCHEMA,
    ok,
    signer,
    checkpoint,
    events: events.map(({ seq, ok, code }) => ({ seq, ok, code })),
    later,
    problems,
  })
}

/** The result in both languages: what was found, who is proved to have signed, and each problem by its code. */
function wordsOf({ ok, signer, checkpoint, events, problems }: EvidenceResult): string[] {
  const lines: string[] = []
  const state = !ok ? 'bad' : signer === 'proven' ? 'proven' : 'notProven'
  const params = { n: ok ? events.length : problems.length, origin: checkpoint?.origin ?? '' }
  lines.push(say(`evidence.${state}`))
  if (ok && signer === 'notProven') lines.push(`${events.length} / ${events.length} ok, ${params.origin}, --key VKEY`)
  else lines.push(say(`evidence.${state}Words`, params))
  if (!ok && signer === 'notProven') lines.push(say('evidence.notProven'))
  for (const { code, params: more } of problems) lines.push(`${code} ${JSON.stringify(more)} ${say(`error.${code}`, more)}`)
  return lines
}

/** A word of the catalogue, Chinese first. */
const say = (key: string, params: ErrorParams = {}): string =>
  isWord(key) ? languages.map((language) => fill(catalogues[language][key], params)).join(' ') : ''
