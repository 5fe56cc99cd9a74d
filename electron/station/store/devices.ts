import { defaultProfile, type PrinterConnection, type PrinterLanguage, type PrinterMedia } from '../../../shared/printing.ts'
import { defaultScanFormat, type ScanFormat, type ScannerConnection } from '../../../shared/scanning.ts'
import type { VerifierProfile } from '../../../shared/verifier/profile.ts'
import type { Read, Write } from './database.ts'

/** What every device has. */
interface Calibration {
  /** Day of the last calibration, YYYY-MM-DD; null: never, or not kept here. */
  readonly calibratedOn: string | null
  /** Days until the next one is due; 0: no due date. */
  readonly calibrationDays: number
}

/** What a printer was found to answer when it was asked once: nothing, its state, its state and the proof of a label. */
export type PrinterAnswers = 'unknown' | 'none' | 'basic' | 'full'

/** A printer's row as it is used. */
export interface PrinterProfile extends Calibration {
  readonly name: string
  readonly connection: PrinterConnection
  readonly dpi: 203 | 300 | 600
  readonly widthMm: number
  readonly darkness: number
  readonly speed: number
  readonly offsetXMm: number
  readonly offsetYMm: number
  readonly language: PrinterLanguage
  readonly media: PrinterMedia
  /** The printer draws the symbol itself. */
  readonly nativeSymbol: boolean
  readonly answers: PrinterAnswers
}

/** What may be left out when a printer is saved, and stands in no row of before there was such a thing. */
type PrinterExtras = 'language' | 'media' | 'nativeSymbol' | 'answers' | keyof Calibration
export type PrinterSettings = Omit<PrinterProfile, PrinterExtras> & Partial<Pick<PrinterProfile, PrinterExtras>>

/** A scanner's row as it is used. */
export interface ScannerProfile extends Calibration {
  readonly name: string
  readonly connection: ScannerConnection
  readonly format: ScanFormat
}
export type ScannerSettings = Pick<ScannerProfile, 'name' | 'connection'> &
  Partial<Omit<ScannerProfile, 'name' | 'connection' | 'format'>> & { readonly format?: Partial<ScanFormat> }

/** Where a verifier's reports come from. `since`: files older than this (UTC ms) were there before it was set up. */
export type VerifierSource =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'folder'; readonly folder: string; readonly since: number }

/** A verifier's row as it is used. */
export interface VerifierProfileRow extends Calibration {
  readonly name: string
  readonly source: VerifierSource
  readonly profile: VerifierProfile
}

const notCalibrated: Calibration = { calibratedOn: null, calibrationDays: 0 }

export const withProfile = (settings: PrinterSettings): PrinterProfile => ({
  ...defaultProfile,
  nativeSymbol: false,
  answers: 'unknown',
  ...notCalibrated,
  ...settings,
})
export const withFormat = (settings: ScannerSettings): ScannerProfile => ({
  ...notCalibrated,
  ...settings,
  format: { ...defaultScanFormat, ...settings.format },
})

/** Rows of before there were connections hold an address beside the rest. */
type OldPrinter = Omit<PrinterSettings, 'connection'> & { readonly host: string; readonly port: number; readonly connection?: undefined }
interface OldScanner {
  readonly name: string
  readonly kind: 'tcp' | 'wedge'
  readonly host: string
  readonly port: number
  readonly gsSubstitute: string
  readonly connection?: undefined
}

function printerOf(row: PrinterSettings | OldPrinter): PrinterProfile {
  if (row.connection !== undefined) return withProfile(row)
  const { host, port, ...rest } = row
  return withProfile({ ...rest, connection: { kind: 'tcp', host, port } })
}

function scannerOf(row: ScannerSettings | OldScanner): ScannerProfile {
  if (row.connection !== undefined) return withFormat(row)
  const { name, kind, host, port, gsSubstitute } = row
  return withFormat({ name, connection: kind === 'tcp' ? { kind, host, port } : { kind }, format: { gsSubstitute } })
}

export type DeviceRole = 'printer' | 'scanner' | 'verifier'

interface DeviceRow {
  readonly id: number
  readonly role: DeviceRole
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
      readonly settings: ScannerProfile
      readonly state: 'active' | 'disabled'
    }
  | {
      readonly id: number
      readonly role: 'verifier'
      readonly name: string
      readonly settings: VerifierProfileRow
      readonly state: 'active' | 'disabled'
    }

export const allDevices = (db: Read): Device[] =>
  db.all<DeviceRow>("SELECT * FROM device WHERE state <> 'removed' ORDER BY id").map(toDevice)
export const deviceById = (db: Read, id: number): Device | null => {
  const row = db.get<DeviceRow>("SELECT * FROM device WHERE id = ? AND state <> 'removed'", id)
  return row === undefined ? null : toDevice(row)
}

export function saveDevice(
  db: Write,
  id: number | null,
  role: DeviceRole,
  settings: PrinterProfile | ScannerProfile | VerifierProfileRow,
): number {
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
  const { id, role, name, state } = row
  const given = JSON.parse(row.data)
  return {
    id,
    role,
    name,
    settings: role === 'printer' ? printerOf(given) : role === 'scanner' ? scannerOf(given) : { ...notCalibrated, ...given },
    state,
  } as Device
}
