/** A scan as text, and the way back from an index in the text to a byte of what was received. */
export type Received = {
  readonly text: string
  /** UTF-8 byte offset of `text[index]` in the scan as received */
  readonly byteAt: (index: number) => number
  /** index in the text of the first byte that is not UTF-8, or -1 */
  readonly badIndex: number
}

/** Places asked for one by one before all of them are worked out: a scan full of faults asks for thousands. */
const FEW = 8

export function receivedText(text: string): Received {
  let asked = 0
  let places: Int32Array | null = null
  const byteAt = (index: number): number => {
    if (asked++ < FEW) return utf8Length(text, index)
    places ??= utf8Places(text)
    return places[Math.min(index, text.length)]!
  }
  return { text, byteAt, badIndex: -1 }
}

/** UTF-8 length of `text[0, end)`; a lone surrogate counts as the replacement character, three bytes. */
export function utf8Length(text: string, end: number): number {
  let bytes = 0
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x80) bytes += 1
    else if (code < 0x800) bytes += 2
    else if (code >= 0xd800 && code < 0xdc00 && i + 1 < text.length && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 4
      i++
    } else bytes += 3
  }
  return bytes
}

const REPLACEMENT = '\ufffd'

/** Decodes UTF-8 (RFC 3629); each byte that belongs to no character becomes one U+FFFD. Never throws. */
export function receivedBytes(bytes: Uint8Array): Received {
  let ascii = true
  for (let i = 0; i < bytes.length && ascii; i++) ascii = bytes[i]! < 0x80
  if (ascii) return { text: latin(bytes), byteAt: (index) => index, badIndex: -1 }
  let text = ''
  let badIndex = -1
  const offsets: number[] = []
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i)
    const character = length === 0 ? REPLACEMENT : String.fromCodePoint(codePoint(bytes, i, length))
    if (length === 0 && badIndex < 0) badIndex = text.length
    for (let k = 0; k < character.length; k++) offsets.push(i)
    text += character
    i += Math.max(length, 1)
  }
  offsets.push(bytes.length)
  return { text, byteAt: (index) => offsets[Math.min(index, offsets.length - 1)] ?? 0, badIndex }
}

function latin(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096))
  return text
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!
  const length = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  for (let k = 1; k < length; k++) if ((bytes[at + k] ?? 0) >> 6 !== 2) return 0
  if (length < 3) return length
  const code = codePoint(bytes, at, length)
  const overlong = length === 3 ? code < 0x800 : code < 0x10000
  return overlong || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff ? 0 : length
}

function codePoint(bytes: Uint8Array, at: number, length: number): number {
  if (length === 1) return bytes[at]!
  let code = bytes[at]! & (0x7f >> length)
  for (let k = 1; k < length; k++) code = (code << 6) | (bytes[at + k]! & 0x3f)
  return code
}

/** UTF-8 byte offset of every index of `text`, and of its end; `utf8Length` in one pass. */
export function utf8Places(text: string): Int32Array {
  const places = new Int32Array(text.length + 1)
  let bytes = 0
  for (let i = 0; i < text.length; i++) {
    places[i] = bytes
    const code = text.charCodeAt(i)
    const pair = code >= 0xd800 && code < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00
    if (pair) {
      // the second half of a pair has no byte of its own; utf8Length counts the first half alone as three
      places[i + 1] = bytes + 3
      bytes += 4
      i++
    } else bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : 3
  }
  places[text.length] = bytes
  return places
}
