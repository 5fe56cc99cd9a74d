import { arch, release, type, version } from 'node:os'
import { join } from 'node:path'
import { connectionText } from '../../../shared/printing.ts'
import { scannerText } from '../../../shared/scanning.ts'
import { StationError } from '../../../shared/station-error.ts'
import type { Components } from '../../../shared/validation.ts'
import { sha256 } from '../hash.ts'
import { readSettings, type Settings } from '../settings.ts'
import type { Station } from '../station.ts'
import { allDevices, type Device } from '../store/devices.ts'
import { latest } from '../store/migrate.ts'
import { listTemplates } from '../templates.ts'
import type { Identity } from './identity.ts'

/** What the installation checks judge, read from the open station; plain data, so that it goes to the checks' own thread. */
export interface Site {
  readonly folder: string
  readonly ledger: string
  readonly version: string
  readonly pragmas: { readonly synchronous: number; readonly journalMode: string }
  readonly fenceFolder: string
  readonly backupFolder: string
  readonly settings: Settings
  readonly templates: readonly { readonly name: string; readonly version: number; readonly sha256: string; readonly approved: boolean }[]
  readonly key: { readonly id: string; readonly provider: string } | { readonly code: string }
  readonly clock: { readonly now: number; readonly zone: number; readonly behindMs: number }
  readonly os: {
    readonly platform: string
    readonly type: string
    readonly release: string
    readonly version: string
    readonly arch: string
  }
}

export function siteOf(station: Station): Site {
  const { store } = station
  const settings = readSettings(store)
  return {
    folder: store.folder,
    ledger: join(store.folder, 'ledger.sqlite'),
    version: station.version,
    pragmas: { synchronous: Number(store.pragma('synchronous')), journalMode: String(store.pragma('journal_mode')) },
    fenceFolder: store.machine.fenceFolder,
    backupFolder: settings.backupFolder,
    settings,
    templates: listTemplates(store).map(({ name, version, sha256, approvedAt }) => ({
      name,
      version,
      sha256,
      approved: approvedAt !== null,
    })),
    key: keyOf(station),
    clock: { now: store.clock.now(), zone: store.clock.zone(), behindMs: store.clockBehind() },
    os: { platform: process.platform, type: type(), release: release(), version: version(), arch: arch() },
  }
}

function keyOf({ log }: Station): Site['key'] {
  try {
    const { id, provider } = log.key()
    return { id, provider }
  } catch (error) {
    if (!(error instanceof StationError)) throw error
    return { code: error.code }
  }
}

/** The runtime in figures. SQLite's own is compiled into the module that Node-API loads. */
export const runtimeText = (sqlite: string): string =>
  [
    `node ${process.versions.node}`,
    `Node-API ${process.versions['napi'] ?? '–'}`,
    `SQLite ${sqlite}`,
    ...(process.versions['electron'] === undefined ? [] : [`Electron ${process.versions['electron']}`]),
  ].join(' · ')

const short = (hash: string): string => hash.slice(0, 16)

/**
 * Each component as it is now, as a line that is compared with the one of the last validation. A device's port is no part of it: the
 * virtual line takes another one at each start.
 */
export function componentsOf(station: Station, identity: Identity): Components {
  const { store } = station
  const site = siteOf(station)
  const devices = allDevices(store.read)
  const sqlite = store.read.get<{ v: string }>('SELECT sqlite_version() AS v')!.v
  const { backupFolder, signatures, posts, passwordLeast, passwordKept, passwordDays, idleSeconds } = site.settings
  const judged = { backupFolder, signatures, posts, passwordLeast, passwordKept, passwordDays, idleSeconds }
  return {
    program: `${site.version} · ${short(identity.program)}`,
    runtime: runtimeText(sqlite),
    os: `${site.os.type} ${site.os.release} ${site.os.arch} · ${short(store.machine.id)}`,
    ledger: `schema ${latest} · synchronous ${site.pragmas.synchronous} · ${site.pragmas.journalMode} · ${store.station}`,
    fonts: short(identity.fonts),
    templates: site.templates.map(({ name, version, sha256 }) => `${name} V${version} ${sha256.slice(0, 8)}`).join(', '),
    printer: listOf(devices, 'printer'),
    scanner: listOf(devices, 'scanner'),
    settings: short(sha256(JSON.stringify(judged))),
    keys: 'code' in site.key ? site.key.code : `${site.key.id} · ${site.key.provider}`,
  }
}

function listOf(devices: readonly Device[], role: Device['role']): string {
  const lines = devices
    .filter((device) => device.role === role)
    .map(({ id, name, settings, state }) => {
      const what =
        'dpi' in settings
          ? [connectionText(settings.connection), settings.language, `${settings.dpi} dpi`, `${settings.widthMm} mm`]
          : 'connection' in settings
            ? [scannerText(settings.connection), settings.connection.kind]
            : [settings.source.kind]
      return [`${id} ${name}`, ...what.filter((part) => part !== ''), ...(state === 'active' ? [] : [state])].join(' ')
    })
  return lines.length === 0 ? '–' : lines.join(', ')
}
