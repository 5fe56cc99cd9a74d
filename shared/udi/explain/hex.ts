/** Sixteen bytes of a scan, for eyes. */
export type HexRow = {
  /** byte offset of the first */
  readonly at: number
  readonly hex: readonly string[]
  /** one character per byte; a dot for what cannot be seen, and for bytes of longer characters */
  readonly text: string
}

/** A character nobody sees. */
export type Hidden = {
  /** byte offset */
  readonly at: number
  /** bytes */
  readonly length: number
  /** U+001D */
  readonly code: string
  /** its name in ISO/IEC 6429 or Unicode, shortened; `` when it has none here */
  readonly name: string
}

const ROW = 16
const CONTROLS = 'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(
  ' ',
)
const NAMES: Readonly<Record<number, string>> = {
  32: 'SP',
  127: 'DEL',
  160: 'NBSP',
  173: 'SHY',
  8203: 'ZWSP',
  8204: 'ZWNJ',
  8205: 'ZWJ',
  8206: 'LRM',
  8207: 'RLM',
  12288: 'IDEOGRAPHIC SPACE',
  65279: 'BOM',
  65533: 'REPLACEMENT CHARACTER',
}
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Cs}\ufffd]/gu

export function hexView(bytes: Uint8Array): readonly HexRow[] {
  const rows: HexRow[] = []
  for (let at = 0; at < bytes.length; at += ROW) {
    const hex: string[] = []
    let text = ''
    for (let i = at; i < Math.min(at + ROW, bytes.length); i++) {
      const byte = bytes[i]!
      hex.push(HEX[byte]!)
      text += byte > 32 && byte < 127 ? String.fromCharCode(byte) : '.'
    }
    rows.push({ at, hex, text })
  }
  return rows
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'))

/** Every character of `text` that is not seen on paper or screen; `byteAt` leads from an index to the byte. */
export function hiddenOf(text: string, byteAt: (index: number) => number): readonly Hidden[] {
  const hidden: Hidden[] = []
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    const point = character.codePointAt(0)!
    const at = byteAt(index)
    hidden.push({
      at,
      length: byteAt(index + character.length) - at,
      code: `U+${point.toString(16).toUpperCase().padStart(4, '0')}`,
      name: CONTROLS[point] ?? NAMES[point] ?? '',
    })
  }
  return hidden
}
