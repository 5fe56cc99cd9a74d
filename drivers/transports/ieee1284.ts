import type { PrinterLanguage } from '../../shared/printing.ts'

/** What a printer says of itself by IEEE 1284 device ID. Empty where it says nothing. */
export interface Id1284 {
  readonly maker: string
  readonly model: string
  /** Command sets as it lists them. */
  readonly commands: string
  readonly serial: string
}

/** Longest id that is read: its length is two bytes on the wire, real ones are below 1 kB. */
const longest = 4_096

/** Reads `KEY:value;` pairs with the long and the short names of the keys (IEEE 1284-2000, 7.6). Never throws, whatever it is given. */
export function parse1284(text: string): Id1284 {
  const pairs = new Map<string, string>()
  // Two bytes of length may stand before the first key.
  const said = /^[\0-\x0f]/.test(text) ? text.slice(2, longest) : text.slice(0, longest)
  for (const part of said.split(';')) {
    const colon = part.indexOf(':')
    const key = part.slice(0, Math.max(0, colon)).trim().toUpperCase()
    if (key !== '' && !pairs.has(key))
      pairs.set(
        key,
        part
          .slice(colon + 1)
          .replaceAll(/[\p{C}]/gu, '')
          .trim(),
      )
  }
  const first = (...keys: readonly string[]): string => keys.map((key) => pairs.get(key) ?? '').find((value) => value !== '') ?? ''
  return {
    maker: first('MFG', 'MANUFACTURER'),
    model: first('MDL', 'MODEL', 'DES', 'DESCRIPTION'),
    commands: first('CMD', 'COMMAND SET'),
    serial: first('SN', 'SERN', 'SERIALNUMBER', 'SERIAL'),
  }
}

/** Names of command sets, the first match of which counts: a printer that has TSPL does better with it than with its ESC/POS mode. */
const byCommand: readonly (readonly [RegExp, PrinterLanguage])[] = [
  [/^ZPL/, 'zpl'],
  [/^(TSPL|TSC|TSPL-?EZ)/, 'tspl'],
  [/^(SBPL|SATO)/, 'sbpl'],
  [/^(EPL|PPLE|PPLB)/, 'epl2'],
  [/^CPCL/, 'cpcl'],
  [/^(ESC ?\/ ?POS|ESCPOS|EPSON ?POS|TM)$/, 'escpos'],
]

/** Names of models and makers, for printers whose command set says nothing or only `RAW`. */
const byModel: readonly (readonly [RegExp, PrinterLanguage])[] = [
  [/\bCPCL\b/i, 'cpcl'],
  [/\bZPL\b/i, 'zpl'],
  [/\bEPL2?\b/i, 'epl2'],
  [/\bTSPL2?\b/i, 'tspl'],
  [/\bSATO\b|\bSBPL\b/i, 'sbpl'],
  [/\bTSC\b|\bGPRINTER\b|\bGAINSCHA\b/i, 'tspl'],
  [/\bZTC\b|\bZEBRA\b/i, 'zpl'],
  [/\bPOSTEK\b/i, 'epl2'],
]

/**
 * A guess at the language, from the command sets, then the model; null where neither says. A guess only: the station asks the printer in
 * that language, and a person decides.
 */
export function languageOf1284(commands: string, model: string): PrinterLanguage | null {
  const sets = commands
    .toUpperCase()
    .split(/[,|+]/)
    .map((set) => set.trim())
  for (const [name, language] of byCommand) if (sets.some((set) => name.test(set))) return language
  return byModel.find(([name]) => name.test(model))?.[1] ?? null
}
