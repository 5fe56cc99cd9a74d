/** FNC1 in a message; every other entry is an ASCII code. */
export const FNC1 = -1

/** Encodation schemes (ISO/IEC 16022 5.2.1). */
export const MODE = { ascii: 0, c40: 1, text: 2, x12: 3, edifact: 4, base256: 5 } as const
export type Mode = (typeof MODE)[keyof typeof MODE]

/** Codewords that leave ASCII for another scheme, by scheme. */
export const LATCH: readonly number[] = [0, 230, 239, 238, 240, 231]
export const UNLATCH = 254
export const PAD = 129
export const FNC1_CODEWORD = 232
export const EDIFACT_UNLATCH = 31

/** What a character is native to, as bits. Tables are indexed by character + 1, so that FNC1 has a place. */
export const NATIVE = { digit: 1, c40: 2, text: 4, x12: 8, edifact: 16 } as const
export const NATIVE_TO = new Uint8Array(129)

/** C40 and Text values: one or two per character (a shift and a value); X12 values: one. 255 = none. */
export const VALUES: readonly { readonly first: Uint8Array; readonly second: Uint8Array }[] = [0, 1, 2, 3].map(() => ({
  first: new Uint8Array(129).fill(255),
  second: new Uint8Array(129).fill(255),
}))

const isUpper = (code: number) => code >= 65 && code <= 90
const isLower = (code: number) => code >= 97 && code <= 122
const isDigit = (code: number) => code >= 48 && code <= 57

for (let code = FNC1; code < 128; code++) {
  const digitOrSpace = isDigit(code) ? code - 44 : code === 32 ? 3 : -1
  const c40 = digitOrSpace >= 0 ? [digitOrSpace] : isUpper(code) ? [code - 51] : shifted(code, code >= 96 ? code - 96 : -1)
  const text =
    digitOrSpace >= 0
      ? [digitOrSpace]
      : isLower(code)
        ? [code - 83]
        : shifted(code, isUpper(code) ? code - 64 : code >= 96 ? code - 96 : -1)
  const x12 = digitOrSpace >= 0 ? digitOrSpace : isUpper(code) ? code - 51 : code === -1 ? -1 : '\r*>'.indexOf(String.fromCharCode(code))
  set(MODE.c40, code, c40)
  set(MODE.text, code, text)
  if (x12 >= 0) set(MODE.x12, code, [x12])
  NATIVE_TO[code + 1] =
    (isDigit(code) ? NATIVE.digit : 0) |
    (c40.length === 1 ? NATIVE.c40 : 0) |
    (text.length === 1 ? NATIVE.text : 0) |
    (x12 >= 0 ? NATIVE.x12 : 0) |
    (code >= 32 && code <= 94 ? NATIVE.edifact : 0)
}

function set(mode: 1 | 2 | 3, code: number, values: readonly number[]): void {
  VALUES[mode]!.first[code + 1] = values[0]!
  if (values.length > 1) VALUES[mode]!.second[code + 1] = values[1]!
}

/** The two values of a character outside the basic set (ISO/IEC 16022 table C.1): shift 1 controls, 2 punctuation, 3 letters. */
function shifted(code: number, third: number): readonly number[] {
  if (third >= 0) return [2, third]
  if (code === FNC1) return [1, 27]
  if (code < 32) return [0, code]
  return [1, code <= 47 ? code - 33 : code <= 64 ? code - 43 : code - 69]
}
