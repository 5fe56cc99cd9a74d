import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { validationWords } from '../../shared/i18n/validation-words.ts'
import { type Checked, tally } from '../../shared/validation.ts'
import { wordsOf } from '../station/records/words.ts'
import { readSettings } from '../station/settings.ts'
import { guard } from '../station/store/database.ts'
import { Validation } from '../station/validation/validation.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { writeOutput } from './output-file.ts'
import { withSession } from './session.ts'

export const validationUsage =
  'signet doctor --validation --user NAME [--second NAME] [--data DIR] [--out FILE.pdf] [--reason TEXT] [--json]   (passwords: first lines of standard input)'

/**
 * `signet doctor --validation`: every numbered check of installation, operation and devices, one line each, then the signed report as a PDF.
 * The signatures are asked for first: nobody waits for checks that nobody may sign. Exit 1 when a check is bad.
 */
export async function validationCommand(args: readonly string[], io: CliIo): Promise<number> {
  const text = { type: 'string' } as const
  const read = readArguments({
    args: [...args],
    options: {
      validation: { type: 'boolean' },
      data: text,
      user: text,
      second: text,
      out: text,
      reason: text,
      json: { type: 'boolean' },
    },
  })
  if ('error' in read) return usageError(io, args, read.error, validationUsage)
  const { data, user, second, out, reason: given, json } = read.parsed.values
  if (user === undefined) return usageError(io, args, '--user', validationUsage)
  return withSession(io, { data, user, json: json === true }, 'settings.write', async ({ station, by, signer, input }) => {
    const { store } = station
    const { t } = wordsOf(readSettings(store).language, store.clock.zone())
    const reason = given?.trim() || t('validation.reason')
    const signing = [signer]
    if (second !== undefined) {
      const line = await input.next()
      signing.push({ login: second, password: line.done === true ? '' : Buffer.from(line.value).toString('utf8') })
    }
    const signers = await station.signing.take('validated', { reason, signers: signing })
    const say = validationWords(t)
    const lines: string[] = []
    let printing = Promise.resolve()
    const line = (check: Checked, n: number): string => {
      const result = [check.result, check.code ?? '', check.value].filter((part) => part !== '').join(' ')
      const { id, kind } = check
      return JSON.stringify({ schema: SCHEMA, n, id, kind, requirement: say.requirement(check), check: say.check(check), result })
    }
    const validation = new Validation(station)
    const run = await validation.run({
      progress: (done) => {
        for (let n = lines.length; n < done.length; n++) {
          const next = line(done[n]!, n + 1)
          lines.push(next)
          printing = printing.then(() => printLine(io.stdout, next))
        }
      },
    })
    await printing
    const report = await validation.report(by, run, { signers, reason })
    const file = out ?? join(folderFor(store.folder), report.name)
    writeOutput(file, report.bytes)
    const seq = validation.conclude(by, run, report, { signers, reason })
    const changed = run.changes.map(({ component, was, is }) => ({ component, was, is }))
    await printLine(
      io.stdout,
      JSON.stringify({ schema: SCHEMA, file, sha256: report.sha256, validation: { seq, changed, repeat: run.repeat } }),
    )
    return tally(run.checks).bad > 0 ? EXIT.judgedBad : EXIT.ok
  })
}

/** Where a report goes when no place was named. */
function folderFor(data: string): string {
  const folder = join(data, 'validation')
  guard(() => mkdirSync(folder, { recursive: true }), folder)
  return folder
}
