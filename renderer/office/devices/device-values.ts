import type { InferContractRouterInputs, InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { defaultProfile } from '../../../shared/printing.ts'

type Outputs = InferContractRouterOutputs<Contract>['devices']
type Inputs = InferContractRouterInputs<Contract>['devices']
export type DeviceList = Outputs['list']
export type Device = DeviceList['devices'][number]
export type PrinterInput = Inputs['savePrinter']['printer']
export type ScannerInput = Inputs['saveScanner']['scanner']

const stopped: ReadonlySet<string> = new Set(['disabled', 'linkLost', 'wrongLanguage'])

/** How loud a device's state is: works, wants a hand, or does not take part. */
export function toneOf({ status }: Device): 'pass' | 'warn' | 'fail' {
  if (status.ok) return 'pass'
  return stopped.has(status.code) ? 'fail' : 'warn'
}

export const newPrinter: PrinterInput = {
  name: '',
  host: '',
  port: 9100,
  dpi: 300,
  widthMm: 104,
  darkness: 15,
  speed: 4,
  offsetXMm: 0,
  offsetYMm: 0,
  ...defaultProfile,
}
export const newScanner: ScannerInput = { name: '', kind: 'tcp', host: '', port: 2001, gsSubstitute: '' }
