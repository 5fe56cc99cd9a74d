import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { defaultProfile } from '../../../shared/printing.ts'
import { defaultScanFormat } from '../../../shared/scanning.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { fault } from '../parts/problems.ts'

type Outputs = InferContractRouterOutputs<Contract>['devices']
export type DeviceList = Outputs['list']
export type Device = DeviceList['devices'][number]
export type PrinterInput = NonNullable<Device['printer']>
export type FoundDevice = Outputs['find'][number]
export type VerifierInput = NonNullable<Device['verifier']>
export type ScannerInput = NonNullable<Device['scanner']>

const stopped: ReadonlySet<string> = new Set([
  'disabled',
  'crashed',
  'folderGone',
  'reportNotKept',
  'reportLost',
  'linkLost',
  'wrongLanguage',
  'denied',
  'busy',
  'portTaken',
  'addressGone',
  'moduleMissing',
])

/** How loud a device's state is: works, wants a hand, or does not take part. */
export function toneOf({ status }: Device): 'pass' | 'warn' | 'fail' {
  if (status.ok) return 'pass'
  return stopped.has(status.code) ? 'fail' : 'warn'
}

const notCalibrated = { calibratedOn: null, calibrationDays: 0 }

/** What of a connection is empty and must not be. */
export const emptyFaults = (connection: object): Problem[] =>
  Object.entries(connection)
    .filter(([, value]) => (typeof value === 'string' || Array.isArray(value)) && value.length === 0)
    .map(([field]) => fault(field, 'field.due'))

export const newPrinter: PrinterInput = {
  name: '',
  connection: { kind: 'tcp', host: '', port: 9100 },
  dpi: 300,
  widthMm: 104,
  darkness: 15,
  speed: 4,
  offsetXMm: 0,
  offsetYMm: 0,
  ...defaultProfile,
  nativeSymbol: false,
  answers: 'unknown',
  ...notCalibrated,
}
export const newVerifier = (since: number): VerifierInput => ({
  name: '',
  source: { kind: 'folder', folder: '', since },
  profile: { form: 'table', fields: {}, standard: '15415', gsSubstitute: '' },
  ...notCalibrated,
})

export const newScanner: ScannerInput = {
  name: '',
  connection: { kind: 'tcp', host: '', port: 2001 },
  format: defaultScanFormat,
  ...notCalibrated,
}
