import type { PrinterLanguage } from '../../shared/printing.ts'
import { cpclEmulator } from './cpcl-interpreter.ts'
import type { Emulator } from './emulator.ts'
import { epl2Emulator } from './epl2-interpreter.ts'
import { escposEmulator } from './escpos-interpreter.ts'
import { sbplEmulator } from './sbpl-interpreter.ts'
import { tsplEmulator } from './tspl-interpreter.ts'
import { zplEmulator } from './zpl-interpreter.ts'

/** The virtual printer's side of every language. */
export const emulators: Readonly<Record<PrinterLanguage, Emulator>> = {
  zpl: zplEmulator,
  tspl: tsplEmulator,
  epl2: epl2Emulator,
  cpcl: cpclEmulator,
  sbpl: sbplEmulator,
  escpos: escposEmulator,
}
