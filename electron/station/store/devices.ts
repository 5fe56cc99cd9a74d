import { defaultProfile, type PrinterLanguage, type PrinterMedia } from '../../../shared/printing.ts'
import type { Read, Write } from './database.ts'

export interface PrinterSettings {
  readonly name: string
  readonly host: string
  readonly port: number
  readonly dpi: 203 | 300 | 600
  readonly widthMm: number
  readonly darkness: number
  readonly speed: number
  readonly offsetXMm: number
  readonly offsetYMm: number
  /** Rows of before there were languages say nothing of either. */
  readonly language?: PrinterLanguage
  readonly media?: PrinterMedia
}

/** Settings with the profile filled in. */
export type PrinterProfile = Required<PrinterSettings>

export const withProfile = (settings: PrinterSettings): PrinterProfile => ({ ...defaultProfile, ...settings })

export interface ScannerSettings {
  readonly name: string
  readonly kind: 'tcp' | 'wedge'
  readonly host: string
  readonly port: number
  readonly gsSubstitute: string
}

interface DeviceRow {
  readonly id: number
  readonly role: 'printer' | 'scanner'
  readonly name: string
  readonly data: string
  readonly state: 'active' | 'disabled' | 'removed'
}

export type Device =
  | {
      readonly id: number
      readonly role: 'printer'
      readonly name: string
      readonly settings: PrinterProfile
      readonly state: 'active' | 'disabled'
    }
  | {
      readonly id: number
      readonly role: 'scanner'
      readonly name: string
      readonly settings: ScannerSettings
      readonly state: 'active' | 'disabled'
    }

export const allDevices = (db: Read): Device[] =>
  db.all<DeviceRow>("SELECT * FROM device WHERE state <> 'removed' ORDER BY id").map(toDevice)
export const deviceById = (db: Read, id: number): Device | null => {
  const row = db.get<DeviceRow>("SELECT * FROM device WHERE id = ? AND state <> 'removed'", id)
  return row === undefined ? null : toDevice(row)
}

export function saveDevice(db: Write, id: number | null, role: 'printer' | 'scanner', settings: PrinterSettings | ScannerSettings): number {
  if (id === null)
    return db.run("INSERT INTO device (role, name, data, state) VALUES (?, ?, ?, 'active')", role, settings.name, JSON.stringify(settings))
      .lastInsertRowid
  db.run('UPDATE device SET name = ?, data = ? WHERE id = ?', settings.name, JSON.stringify(settings), id)
  return id
}

export const setDeviceState = (db: Write, id: number, state: 'active' | 'disabled' | 'removed'): void => {
  db.run('UPDATE device SET state = ? WHERE id = ?', state, id)
}

function toDevice(row: DeviceRow): Device {
  const given = JSON.parse(row.data)
  const settings = row.role === 'printer' ? withProfile(given as PrinterSettings) : given
  return { id: row.id, role: row.role, name: row.name, settings, state: row.state } as Device
}
