import type { PrinterDriver } from './printer.ts'

export interface ZplPrinterOptions {
  readonly host: string
  readonly port: number
}

export declare function openZplPrinter(options: ZplPrinterOptions): PrinterDriver
