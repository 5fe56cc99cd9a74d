import type { Permission } from '../../shared/auth/permissions.ts'
import { type Fault, fault } from '../../shared/errors.ts'
import { refuse, StationError } from '../../shared/station-error.ts'
import { actorFor } from '../station/actor.ts'
import { activeFolder } from '../station/folders.ts'
import { startLabelMaker } from '../station/labels/label-maker.ts'
import type { SigningInput } from '../station/people/signing.ts'
import { Station } from '../station/station.ts'
import { storageError } from '../station/store/database.ts'
import type { Actor } from '../station/store/store.ts'
import { type CliIo, EXIT, failureLine, inputLines, printLine } from './io.ts'
import { userDataFolder } from './user-data.ts'
import { version } from './version.ts'

/** A command that needs a ledger and a person. */
export interface Session {
  readonly station: Station
  readonly by: Actor
  /** The person and the password just given: for what is signed by this very command. */
  readonly signer: SigningInput['signers'][number]
  /** Standard input after the password. */
  readonly input: AsyncGenerator<Uint8Array>
}

/** Longest line read from standard input, bytes. */
const longestLine = 1_000_000

/**
 * Opens the ledger, checks the person by the first line of standard input, runs the command and closes in order. What is refused is
 * printed as codes with `--json`, as words otherwise, and decides the exit code.
 */
export async function withSession(
  io: CliIo,
  options: { readonly data: string | undefined; readonly user: string | undefined; readonly json: boolean },
  permission: Permission,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  return reporting(io, options.json, async () => {
    if (options.user === undefined) throw refuse('usage', { reason: '--user' })
    const input = inputLines(io.stdin, longestLine)
    const first = await input.next()
    const password = first.done === true ? '' : Buffer.from(first.value).toString('utf8')
    const station = await openStation(options.data)
    try {
      const user = await station.people.signIn(options.user, password, 'password')
      if (station.people.mustChange(user).length > 0) throw refuse('session.mustChange', { name: user.name })
      const by = actorFor(station, user, permission)
      return await work({ station, by, signer: { login: user.login, password }, input })
    } finally {
      await station.close()
      await station.labels.close()
    }
  })
}

export async function openStation(data: string | undefined): Promise<Station> {
  const { folder } = activeFolder(data ?? process.env['SIGNET_DATA'] ?? userDataFolder())
  const labels = await startLabelMaker()
  try {
    return await Station.open({ folder, what: 'signet', labels, version: version() })
  } catch (error) {
    await labels.close()
    throw error
  }
}

/** Runs `work`; refusals become codes and an exit code, never a stack. */
export async function reporting(io: CliIo, json: boolean, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (thrown) {
    const error = storageError(thrown)
    const problems = error instanceof StationError ? error.problems : [{ code: 'internal', params: {} }]
    if (!(error instanceof StationError) && process.env['SIGNET_DEBUG'] !== undefined) console.error(error)
    const faults: Fault[] = problems.map(({ code, params }) => fault(code, params as Fault['params']))
    if (json) await printLine(io.stdout, failureLine(faults))
    for (const { code, params } of problems) await printLine(io.stderr, `${code} ${JSON.stringify(params)}`)
    return Math.max(...problems.map(({ code }) => exitOf(code)))
  }
}

/** The promised exit code of a refusal. */
export function exitOf(code: string): number {
  if (code === 'usage' || code === 'file.missing' || code === 'record.invalid' || code.startsWith('template.')) return EXIT.usage
  if (code.startsWith('session.') || code.startsWith('permission.') || code.startsWith('sign.')) return EXIT.notPermitted
  if (code.startsWith('printer.') || code.startsWith('scanner.') || code === 'line.trouble') return EXIT.device
  if (code.startsWith('storage.') || code === 'file.notWritten') return EXIT.dataFolder
  return EXIT.judgedBad
}
