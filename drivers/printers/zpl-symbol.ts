import { gs1128Characters } from '../../shared/symbols/gs1-128.ts'
import type { NativeSymbol } from './label.ts'

const GS = '\u001d'

/** Letters and digits as they are, everything else as `\XX`: neither `^` nor `~` nor a control byte of a value ever stands in the stream. */
const escaped = (text: string): string =>
  text.replaceAll(/[^0-9A-Za-z]/g, (letter) => `\\${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)

/**
 * ^BX or ^BC of a symbol (ZPL II programming guide). ^BX quality 200 with `_` as escape character, said aloud because firmware disagrees
 * about its default: `_1` is FNC1; data with an underscore stay dots. ^BC without modes: subsets are chosen here, character for character as in the
 * raster, so that the symbol has the width the template gives it. ^FH hex runs before either is read.
 */
export function zplSymbol(symbol: NativeSymbol): string | null {
  const { x, y, dots, columns, rows, barHeight, data } = symbol
  const at = `^FO${x},${y}`
  if (symbol.symbology === 'gs1datamatrix') {
    // Firmware and renderers disagree about a literal escape character.
    if (data.includes('_')) return null
    const aspect = columns === rows ? 1 : 2
    const text = data.split(GS).map(escaped).join('_1')
    return `${at}^BXN,${dots},200,${columns},${rows},,_,${aspect}^FH\\^FD_1${text}^FS`
  }
  const text = code128Data(data)
  return text === null ? null : `${at}^BY${dots}^BCN,${barHeight},N,N,N,N^FH\\^FD${text}^FS`
}

/** Invocation codes of ^BC: start B and C, FNC1, changes of subset; `>0` is the character itself. */
const invocations: ReadonlyMap<number, string> = new Map([
  [105, '>;'],
  [104, '>:'],
  [102, '>8'],
  [100, '>6'],
  [99, '>5'],
])

function code128Data(data: string): string | null {
  const made = gs1128Characters(data)
  if (!made.ok) return null
  let text = ''
  let inC = false
  for (const [i, value] of made.value.entries()) {
    const invoked = i === 0 || value === 102 || (inC ? value === 100 : value === 99) ? invocations.get(value) : undefined
    if (invoked !== undefined) {
      text += invoked
      if (value !== 102) inC = value === 105 || value === 99
    } else if (inC) text += String(value).padStart(2, '0')
    else text += value === 30 ? '>0' : escaped(String.fromCharCode(value + 32))
  }
  return text
}
