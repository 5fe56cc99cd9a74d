import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Finding } from '../../../shared/validation.ts'
import { freeMb } from '../disk.ts'
import { LabelFont } from '../labels/font.ts'
import { isOutside, mayWitness } from '../log/anchors.ts'
import { fontFile } from '../resources.ts'
import { Connection } from '../store/database.ts'
import { latest } from '../store/migrate.ts'
import { must, ok } from './finding.ts'
import type { InstallationId } from './heads.ts'
import { type Identity, identityOf } from './identity.ts'
import { runtimeText, type Site } from './site.ts'

/** What the checks read of this computer beside the site; a test hands in what is wrong. */
export interface Installed {
  readonly identity: () => Identity
  readonly napi: number
  readonly fonts: readonly string[]
}

export const thisInstallation: Installed = {
  identity: () => identityOf(),
  napi: Number(process.versions['napi']),
  fonts: [fontFile('medium'), fontFile('bold')],
}

/** Systems the station is made for. */
const platforms = ['linux', 'win32', 'darwin']
/** Room that a station needs, MB. */
const leastFreeMb = 2_048
/** File systems of other computers (Linux statfs): SQLite's locks and fsync cannot be relied on there. */
const remoteKinds = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
])
/** No station ran before this day; a clock that shows it lost its battery. */
const firstDay = Date.UTC(2026, 0, 1)
const lastDay = Date.UTC(2100, 0, 1)

/** Checks of the installation, by their numbers (GMP 2025 art. 77; 21 CFR 11.10(a)). They change nothing. */
export const installation: Readonly<Record<InstallationId, (site: Site, here: Installed) => Finding>> = {
  'IQ-01': ({ os }) => {
    const text = `${os.type} ${os.release} ${os.arch}`
    must(platforms.includes(os.platform) && os.arch.endsWith('64'), 'validation.system', text)
    return ok(`${text} · ${os.version}`)
  },
  'IQ-02': (_site, { napi }) => {
    const db = new Connection(':memory:', { readonly: false })
    try {
      const text = runtimeText(db.get<{ v: string }>('SELECT sqlite_version() AS v')!.v)
      must(napi >= 10, 'validation.runtime', text)
      db.db.exec('CREATE TABLE t (a INTEGER NOT NULL) STRICT')
      return ok(text)
    } finally {
      db.close()
    }
  },
  'IQ-03': ({ version }, { identity }) => {
    const { program, files } = identity()
    must(program !== '' && /^\d+\.\d+\.\d+/.test(version), 'validation.program', version)
    return ok(`${version} · ${files} · SHA-256 ${program}`)
  },
  'IQ-04': ({ folder }) => {
    mustBeWritable(folder)
    const kind = remoteKinds.get(statfsSync(folder).type)
    must(kind === undefined && !folder.startsWith('\\\\'), 'validation.remoteDisk', kind ?? folder)
    const free = freeMb(folder) ?? 0
    must(free >= leastFreeMb, 'validation.diskLow', `${free} MB`)
    return ok(`${folder} · ${free} MB`)
  },
  'IQ-05': ({ pragmas: { synchronous, journalMode } }) => {
    const text = `synchronous ${synchronous} · ${journalMode}`
    // 2 = FULL: the log of the database is on the disk before a commit returns.
    must(synchronous >= 2 && journalMode === 'wal', 'validation.durability', text)
    return ok(text)
  },
  'IQ-06': ({ ledger }) => {
    const db = new Connection(ledger, { readonly: true })
    try {
      const health = String(db.db.pragma('quick_check(1)', { simple: true }))
      must(health === 'ok', 'validation.damaged', health.slice(0, 80))
      const schema = Number(db.db.pragma('user_version', { simple: true }))
      must(schema === latest, 'validation.schema', `${schema} ≠ ${latest}`)
      return ok(`quick_check ok · schema ${schema}`)
    } finally {
      db.close()
    }
  },
  'IQ-07': ({ fenceFolder, folder }) => {
    mustBeWritable(nearest(fenceFolder))
    must(isOutside(folder, fenceFolder), 'validation.fenceInside', fenceFolder)
    return ok(fenceFolder)
  },
  'IQ-08': (_site, { identity, fonts }) => {
    for (const file of fonts) {
      must(existsSync(file), 'validation.fonts', file)
      must(new LabelFont(file, 'Signet Validation').has('码'), 'validation.fonts', file)
    }
    return ok(`Noto Sans SC · SHA-256 ${identity().fonts}`)
  },
  'IQ-09': ({ templates }) => {
    const open = templates.filter(({ approved }) => !approved).map(({ name, version }) => `${name} V${version}`)
    must(templates.length > 0 && open.length === 0, 'validation.notApproved', open.join(', '))
    return ok(templates.map(({ name, version, sha256 }) => `${name} V${version} ${sha256.slice(0, 16)}`).join(', '))
  },
  'IQ-10': ({ backupFolder, folder }) => {
    must(mayWitness(folder, backupFolder), 'validation.backupInside', backupFolder)
    must(existsSync(backupFolder), 'validation.backupAway', backupFolder)
    mustBeWritable(backupFolder)
    return ok(backupFolder)
  },
  'IQ-11': ({ key }) => {
    must(!('code' in key), 'validation.key', 'code' in key ? key.code : '')
    return ok(`${key.id} · ${key.provider}`)
  },
  'IQ-12': ({ clock: { now, zone, behindMs } }) => {
    const text = `${new Date(now).toISOString()} · ${zone >= 0 ? '+' : ''}${zone} min`
    must(behindMs === 0, 'validation.clockBack', `${Math.round(behindMs / 1000)} s`)
    must(now >= firstDay && now < lastDay && zone >= -720 && zone <= 840 && zone % 15 === 0, 'validation.clock', text)
    return ok(text)
  },
}

function mustBeWritable(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    must(false, existsSync(folder) ? 'validation.notWritable' : 'validation.unreachable', folder)
  }
}

/** The folder, or the first one above it that is there. */
function nearest(folder: string): string {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}
