import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fieldsOf } from '../../shared/label/bind.ts'
import { refuse, StationError } from '../../shared/station-error.ts'
import { gs1DataMatrix } from '../../shared/symbols/datamatrix.ts'
import { activeFolder } from '../station/folders.ts'
import { checkLabel, loadTemplate, renderLabel } from '../station/labels/make.ts'
import { verifyWhole } from '../station/log/verify.ts'
import { thisMachine } from '../station/machine.ts'
import { Connection, guard } from '../station/store/database.ts'
import { latest } from '../station/store/migrate.ts'
import { Store } from '../station/store/store.ts'
import { sampleImplant } from '../station/training.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { exitOf } from './session.ts'
import { userDataFolder } from './user-data.ts'
import { validationCommand, validationUsage } from './validation.ts'

const USAGE = `signet doctor [--data DIR] [--json]\n${validationUsage}`

interface DoctorCheck {
  readonly requirement: string
  readonly check: string
  run(): Promise<string>
}

/**
 * `signet doctor`: numbered checks of this computer and its ledger, one line each. Changes nothing in the ledger. With `--validation` the
 * signed validation of the installation.
 */
export async function doctorCommand(args: readonly string[], io: CliIo): Promise<number> {
  if (args.includes('--validation')) return validationCommand(args, io)
  const read = readArguments({ args: [...args], options: { data: { type: 'string' }, json: { type: 'boolean' } } })
  if ('error' in read) return usageError(io, args, read.error, USAGE)
  const { folder } = activeFolder(read.parsed.values.data ?? process.env['SIGNET_DATA'] ?? userDataFolder())
  let exit: number = EXIT.ok
  for (const [i, { requirement, check, run }] of checks(folder).entries()) {
    let result: string
    try {
      result = await run()
    } catch (error) {
      const code = error instanceof StationError ? error.code : 'failed'
      result = `bad ${code}`
      exit = Math.max(exit, error instanceof StationError ? exitOf(code) : EXIT.judgedBad)
    }
    await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, n: i + 1, requirement, check, result }))
  }
  return exit
}

function checks(folder: string): DoctorCheck[] {
  const must = (condition: boolean, code: string): void => {
    if (!condition) throw new StationError([{ code, params: {} }])
  }
  return [
    {
      requirement: 'runtime',
      check: 'Node-API 10 or newer',
      run: async () => {
        must(Number(process.versions['napi']) >= 10, 'doctor.runtime')
        return `ok node ${process.versions.node}`
      },
    },
    {
      requirement: 'ledger engine',
      check: 'SQLite opens, STRICT tables work',
      run: async () => {
        const db = new Connection(':memory:', { readonly: false })
        db.db.exec('CREATE TABLE t (a INTEGER NOT NULL) STRICT')
        const version = db.get<{ v: string }>('SELECT sqlite_version() AS v')!.v
        db.close()
        return `ok ${version}`
      },
    },
    {
      requirement: 'symbols',
      check: 'GS1 DataMatrix is encoded',
      run: async () => {
        must(gs1DataMatrix('010690123450001121A').ok, 'doctor.symbol')
        return 'ok'
      },
    },
    {
      requirement: 'labels',
      check: 'fonts load, a label is drawn and decodes back',
      run: async () => {
        await checkLabel(
          renderLabel(
            loadTemplate('box-60x40'),
            fieldsOf(sampleImplant, { lot: 'DOCTOR', made: '2026-01-01', expires: '2030-12-31', serial: '1' }),
            300,
            { training: true },
          ),
        )
        return 'ok'
      },
    },
    {
      requirement: 'restore fence',
      check: 'its folder can be written',
      run: async () => {
        const { fenceFolder } = thisMachine()
        let nearest = fenceFolder
        while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest)
        try {
          accessSync(nearest, constants.W_OK)
        } catch {
          throw new StationError([{ code: 'storage.readOnly', params: { file: fenceFolder } }])
        }
        return 'ok'
      },
    },
    {
      requirement: 'disk',
      check: '2 GB free',
      run: async () => {
        const { bavail, bsize } = statfsSync(Store.exists(folder) ? folder : '.')
        const free = Math.floor((bavail * bsize) / 1_048_576)
        must(free >= 2048, 'doctor.disk')
        return `ok ${free} MB`
      },
    },
    {
      requirement: 'ledger',
      check: 'opens, every leaf is right',
      run: async () => {
        if (!Store.exists(folder)) return 'none'
        return `ok ${await readLedger(folder)} events`
      },
    },
  ]
}

/** Reads the whole ledger on a read-only connection and returns its number of events; its fence is not touched. */
async function readLedger(folder: string): Promise<number> {
  mustBeFree(folder)
  const file = join(folder, 'ledger.sqlite')
  const ledger = new Connection(file, { readonly: true })
  try {
    if (guard(() => ledger.db.pragma('quick_check(1)', { simple: true }), file) !== 'ok') throw refuse('storage.corrupted', { file })
    const found = ledger.db.pragma('user_version', { simple: true }) as number
    if (found > latest) throw refuse('storage.newer', { found, known: latest })
    const keys = ledger.all<{ key: string; value: string }>("SELECT key, value FROM meta WHERE key IN ('mode', 'station')")
    const station = keys.find(({ key }) => key === 'station')?.value
    if (station === undefined || keys.length < 2) throw refuse('storage.corrupted', { file })
    // A ledger that this version has not opened yet has no tree; its entries are then looked at when it gets one.
    if (found < latest) return ledger.get<{ n: number }>('SELECT count(*) AS n FROM event')!.n
    const verdict = verifyWhole(ledger.reader(), station, [])
    if (verdict.standing === 'broken') throw refuse('storage.corrupted', { file })
    return verdict.events
  } finally {
    ledger.close()
  }
}

/** The owner of a ledger holds owner.sqlite exclusively, so that not even a reader gets in. */
function mustBeFree(folder: string): void {
  const file = join(folder, 'owner.sqlite')
  if (!existsSync(file)) return
  const owner = new Connection(file, { readonly: true, waitMs: 200 })
  try {
    owner.get('SELECT 1 FROM sqlite_master')
  } finally {
    owner.close()
  }
}
