/** Bytes of the longest code that comes in several reports. */
const longestCode = 4_096
/** ms between two reports of one code; a scanner sends them within a few. */
const silenceMs = 500
/** Bytes of data in one report. */
const dataBytes = 56
const reportBytes = 64
const reportId = 2
const bracket = 0x5d

/** A code of which reports are still to come. `dropped`: nothing of it is kept, the rest is let pass. */
export interface HidPosPending {
  readonly aim: string
  readonly data: Uint8Array
  /** When its last report came, ms. */
  readonly at: number
  readonly dropped: boolean
}

/** `code`: AIM id and data, `bad` counts what had to be dropped on the way to it, a code or a report at a time. */
export interface HidPosStep {
  readonly code: string | null
  readonly pending: HidPosPending | null
  readonly bad: number
}

/**
 * One input report of a HID POS scanner (HID usage page 0x8C, usage 2; Access-IS LSR118 manual): 0 report id 2, 1 length, 2-4 AIM id, 5-60
 * data, 61 the maker's symbology, 62 reserved, 63 bit 0 code goes on in the next report. Some put AIM id and data one byte later. A code
 * is whole or it is dropped: by a length over 56, without an AIM id, broken off by another AIM id or by 500 ms of silence.
 * `at`: when the report came, ms, from one clock. `plain`: the maker puts the data at 2-57 and no AIM id before them (Newland FM420
 * integration guide, HID-POS); one of its scanners that does send an AIM id is read by the place where its data end.
 */
export function hidPosReport(bytes: Uint8Array, before: HidPosPending | null, at: number, plain = false): HidPosStep {
  const late = before !== null && at - before.at > silenceMs
  const lost = late && !before.dropped ? 1 : 0
  const begun = late ? null : before
  if (bytes.length < reportBytes || bytes[0] !== reportId) return { code: null, pending: begun, bad: lost + 1 }
  const length = bytes[1]!
  const start = plain && !isStandard(bytes, length) ? plainStart : aimAt(bytes)
  const goesOn = (bytes[reportBytes - 1]! & 1) === 1
  const aim = start === null ? (begun?.aim ?? '') : start === plainStart ? '' : ascii(bytes, start)
  const drop = (bad: number): HidPosStep => ({
    code: null,
    pending: goesOn ? { aim, data: nothing, at, dropped: true } : null,
    bad: lost + bad,
  })
  if (length > dataBytes || start === null) return drop(begun?.dropped ? 0 : 1)
  if (begun?.dropped && (begun.aim === '' || begun.aim === aim)) return drop(0)

  const other = begun !== null && !begun.dropped && begun.aim !== aim ? 1 : 0
  const sofar = begun === null || begun.dropped || other === 1 ? nothing : begun.data
  const data = joined(sofar, bytes.subarray(start + 3, start + 3 + length))
  if (data.length > longestCode) return drop(1)
  if (goesOn) return { code: null, pending: { aim, data, at, dropped: false }, bad: lost + other }
  const text = decode(data).replace(/\r\n?$/, '')
  if (text === '') return drop(other + 1)
  return { code: aim + text, pending: null, bad: lost + other }
}

const nothing = new Uint8Array(0)

/** Data without AIM id begin three bytes before the place they would have behind one. */
const plainStart = -1

/** An AIM id that `length` does not count: three more bytes follow than a report without one would have. */
function isStandard(bytes: Uint8Array, length: number): boolean {
  if (aimAt(bytes) === null) return false
  const end = 2 + length
  return end + 3 > reportBytes - 3 || bytes.subarray(end, end + 3).some((byte) => byte !== 0)
}

/** Where the AIM id begins, or null: `]`, a letter, a sign (ISO/IEC 15424). */
function aimAt(bytes: Uint8Array): number | null {
  for (const start of [2, 3]) {
    if (bytes[start] === bracket && /^[A-Za-z][0-9A-Za-z]$/.test(ascii(bytes, start + 1, 2))) return start
  }
  return null
}

const ascii = (bytes: Uint8Array, start: number, count = 3): string => String.fromCharCode(...bytes.subarray(start, start + count))

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}

/** UTF-8 where it is that, otherwise each byte a character. A UDI is ASCII. */
function decode(data: Uint8Array): string {
  try {
    return utf8.decode(data)
  } catch {
    return Buffer.from(data).toString('latin1')
  }
}
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
