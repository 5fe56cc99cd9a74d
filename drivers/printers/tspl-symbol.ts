import { gs1128Characters } from '../../shared/symbols/gs1-128.ts'
import { dotsOf, type LabelSettings, type NativeSymbol } from './label.ts'

const GS = '\u001d'

/** Letters and digits as they are, everything else as `~dNNN`: a quote, a tilde or a line end of a value never stands in the line. */
const escaped = (text: string): string => text.replaceAll(/[^0-9A-Za-z]/g, (letter) => `~d${String(letter.charCodeAt(0)).padStart(3, '0')}`)

/**
 * DMATRIX with `~` as escape (c126, `~1` is FNC1) or BARCODE "128M" with every start, FNC1 and change of subset written out as `!NNN`
 * (TSPL/TSPL2 programming manual). Null where the symbol would leave the label at the left or top, or where "128M" would need a
 * character that it has no escape for.
 */
export function tsplSymbol(symbol: NativeSymbol, settings: Pick<LabelSettings, 'dpi' | 'offsetXMm' | 'offsetYMm'>): string | null {
  const { dots, columns, rows, barHeight, data } = symbol
  const [x, y] = [symbol.x + dotsOf(settings.offsetXMm, settings.dpi), symbol.y + dotsOf(settings.offsetYMm, settings.dpi)]
  if (x < 0 || y < 0) return null
  if (symbol.symbology === 'gs1datamatrix') {
    const text = data.split(GS).map(escaped).join('~1')
    const shape = columns === rows ? '' : 'a1,'
    return `DMATRIX ${x},${y},${columns * dots},${rows * dots},c126,x${dots},r0,${shape}${rows},${columns},"~1${text}"\r\n`
  }
  const text = code128Data(data)
  return text === null ? null : `BARCODE ${x},${y},"128M",${barHeight},0,0,${dots},${dots},"${text}"\r\n`
}

function code128Data(data: string): string | null {
  const made = gs1128Characters(data)
  if (!made.ok) return null
  let text = ''
  let inC = false
  for (const [i, value] of made.value.entries()) {
    if (i === 0 || value === 102 || (inC ? value === 100 : value === 99)) {
      text += `!${String(value).padStart(3, '0')}`
      if (value !== 102) inC = value === 105 || value === 99
      continue
    }
    const piece = inC ? String(value).padStart(2, '0') : String.fromCharCode(value + 32)
    if (!/^[0-9A-Za-z]+$/.test(piece)) return null
    text += piece
  }
  return text
}
