import type { PrinterLanguage } from '../../shared/printing.ts'
import { cpcl } from './cpcl.ts'
import { epl2 } from './epl2.ts'
import { escpos } from './escpos.ts'
import type { LanguageDriver } from './language.ts'
import { sbpl } from './sbpl.ts'
import { tspl } from './tspl.ts'
import { zpl } from './zpl.ts'

/** Every language the station prints in. */
export const languages: Readonly<Record<PrinterLanguage, LanguageDriver>> = { zpl, tspl, epl2, cpcl, sbpl, escpos }
