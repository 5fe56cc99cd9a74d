import { catalogues } from '../../shared/i18n/catalogues.ts'
import { fill } from '../../shared/i18n/fill.ts'
import { languages, type WordKey } from '../../shared/i18n/index.ts'
import { base64 } from '../../shared/ledger/bytes.ts'
import { originOf } from '../../shared/ledger/checkpoint.ts'
import type { ErrorParams } from '../../shared/station-error.ts'
import { refuse } from '../../shared/station-error.ts'
import { type Anchor, anchorOf, anchorsIn, mayWitness, readPaper } from '../station/log/anchors.ts'
import { type LogVerdict, verifyWhole } from '../station/log/verify.ts'
import { settingsIn } from '../station/settings.ts'
import { readText } from './input-file.ts'
import { type CliIo, EXIT, printLine, SCHEMA } from './io.ts'
import { openForReading } from './log-folder.ts'

export interface VerifyOptions {
  readonly data: string | undefined
  /** Text of a QR code, or a root, read off paper. */
  readonly paper: string | undefined
  /** Files with checkpoints that somebody kept. */
  readonly witness: readonly string[]
  readonly json: boolean
}

/**
 * `signet log verify`: recomputes the whole log of a data folder and compares it with what is held outside: backup targets that can be
 * reached, files and paper named. 0 when it is whole (witnessed or not, and the words say which), 1 when it is broken or differs.
 */
export async function verifyLedger(options: VerifyOptions, io: CliIo): Promise<number> {
  const { folder, db, station } = openForReading(options.data)
  try {
    const origin = originOf(station)
    const { backupFolder } = settingsIn(db, folder)
    const anchors: Anchor[] = mayWitness(folder, backupFolder) ? anchorsIn(backupFolder, station, origin) : []
    for (const file of options.witness) {
      const anchor = anchorOf(readText(file), origin, 'file', file)
      if (anchor === null) throw refuse('record.invalid', { path: file })
      anchors.push(anchor)
    }
    if (options.paper !== undefined) {
      const paper = readPaper(options.paper, origin)
      if (paper === null) throw refuse('usage', { reason: '--paper' })
      anchors.push({ kind: 'paper', name: options.paper, size: paper.size ?? 0, root: paper.root, at: null })
    }
    const verdict = verifyWhole(db, station, anchors)
    const ageMs = ageOf(verdict.anchor)
    if (options.json) await printLine(io.stdout, lineOf(verdict, ageMs))
    else for (const line of wordsOf(verdict, ageMs)) await printLine(io.stdout, line)
    return verdict.standing === 'broken' || verdict.standing === 'differs' ? EXIT.judgedBad : EXIT.ok
  } finally {
    db.close()
  }
}

const ageOf = (anchor: Anchor | null): number | null =>
  anchor === null || anchor.at === null || Number.isNaN(Date.parse(anchor.at)) ? null : Math.max(0, Date.now() - Date.parse(anchor.at))

function lineOf({ standing, events, root, bad, anchor, since, checkpoints }: LogVerdict, ageMs: number | null): string {
  return JSON.stringify({
    schema: SCHEMA,
    ok: standing === 'witnessed' || standing === 'notWitnessed',
    verdict: standing,
    events,
    root: base64(root),
    checkpoints,
    bad,
    anchor: anchor === null ? null : { kind: anchor.kind, name: anchor.name, size: anchor.size, at: anchor.at },
    since,
    ageMs,
  })
}

/** What may be said, Chinese first; never more than was seen. */
function wordsOf({ standing, events, bad, anchor, since }: LogVerdict, ageMs: number | null): string[] {
  const lines = [say(`log.${standing}`, { n: events, seq: bad?.seq ?? 0 })]
  if (bad !== null) lines.push(`${bad.code} ${bad.seq} ${say(`error.${bad.code}`)}`)
  if (anchor === null) lines.push(say('log.noAnchor'))
  else {
    const hours = ageMs === null ? '?' : String(Math.floor(ageMs / 3_600_000))
    lines.push(say('log.anchor', { name: anchor.name, size: anchor.size, since, hours }))
  }
  return lines
}

const say = (key: WordKey, params: ErrorParams = {}): string =>
  languages.map((language) => fill(catalogues[language][key], params)).join(' ')
