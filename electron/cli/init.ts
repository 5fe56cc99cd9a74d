import { passwordProblems } from '../../shared/auth/passwords.ts'
import { startLabelMaker } from '../station/labels/label-maker.ts'
import { refuseAll } from '../station/people/post-rules.ts'
import { readSettings, writeSettings } from '../station/settings.ts'
import { Station } from '../station/station.ts'
import { system } from '../station/store/store.ts'
import { makeFolder } from './folder.ts'
import { type CliIo, EXIT, inputLines, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { reporting } from './session.ts'
import { userDataFolder } from './user-data.ts'
import { version } from './version.ts'

const USAGE = 'signet init --data DIR --mode training|production --user NAME [--json]   (password: first line of standard input)'

const firstStaffNo = '0001'
/** Shortest password before there are settings. */
const leastPassword = 8

/**
 * `signet init`: creates a ledger and its first administrator; in training also sample people, products and orders. Prints the recovery
 * code, which is kept nowhere: whoever sets the station up writes it down.
 */
export async function initCommand(args: readonly string[], io: CliIo): Promise<number> {
  const read = readArguments({
    args: [...args],
    options: { data: { type: 'string' }, mode: { type: 'string' }, user: { type: 'string' }, json: { type: 'boolean' } },
  })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { data, mode, user, json } = read.parsed.values
  if ((mode !== 'training' && mode !== 'production') || user === undefined || user.trim() === '')
    return usageError(io, args, '--mode, --user', USAGE)
  return reporting(io, json === true, async () => {
    const first = await inputLines(io.stdin, 4096).next()
    const password = first.done === true ? '' : Buffer.from(first.value).toString('utf8')
    // Before anything is created: a ledger without a person could neither be used nor made again.
    refuseAll(passwordProblems(password, { login: user, name: user, staffNo: firstStaffNo }, leastPassword))
    const folder = data ?? process.env['SIGNET_DATA'] ?? userDataFolder()
    makeFolder(folder)
    const labels = await startLabelMaker()
    try {
      const station = await Station.create({ folder, what: 'signet init', labels, version: version() }, mode)
      try {
        await station.people.create(system, {
          login: user,
          name: user,
          staffNo: firstStaffNo,
          roles: ['admin', 'quality', 'operator'],
          password,
          pin: null,
        })
        writeSettings(station.store, system, { ...readSettings(station.store), firm: user })
        if (mode === 'training') await station.seed()
        const recoveryCode = await station.people.makeRecovery(system, null)
        await printLine(
          io.stdout,
          JSON.stringify({ schema: SCHEMA, ok: true, data: folder, mode, station: station.store.station, recoveryCode }),
        )
      } finally {
        await station.close()
      }
    } finally {
      await labels.close()
    }
    return EXIT.ok
  })
}
