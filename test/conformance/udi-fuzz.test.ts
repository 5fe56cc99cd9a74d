import { describe, expect, it } from 'vitest'
import { compareCodes } from '../../shared/udi/compare.ts'
import { explainScan } from '../../shared/udi/explain/explain.ts'
import { joinParts } from '../../shared/udi/join.ts'
import { maRoundTrip } from '../../shared/udi/ma/build.ts'
import { recoverScan } from '../../shared/udi/recover/recover.ts'
import type { ParseResult } from '../../shared/udi/types.ts'
import { parseScan } from '../../shared/udi/udi.ts'
import { AGENCIES, fuzzScans, rightCodes } from '../bench/fuzz-scans.ts'
import { masterOf, strippedCodes } from '../bench/stripped-codes.ts'

const SEED = Number(process.env['SIGNET_SEED'] ?? 20261125)
const SCANS = 100_000
const NOW = { now: 2026 }
const LOST = { now: 2026, master: null }

describe(`whatever comes in (seed ${SEED})`, () => {
  it('100,000 random and mutated strings: no parser throws, none answers twice differently', () => {
    const seen = new Map<string, number>()
    let before: ParseResult | null = null
    let n = 0
    for (const scan of fuzzScans(SCANS, SEED)) {
      const result = parseScan(scan, NOW)
      const who = `${result.agency ?? result.kind} ${result.ok}`
      seen.set(who, (seen.get(who) ?? 0) + 1)
      if (result.ok !== (result.errors.length === 0) || (result.kind === 'drug' && result.di !== null)) expect.fail(JSON.stringify(scan))
      if (n++ % 10 === 0) {
        expect(parseScan(scan, NOW)).toEqual(result)
        expect(explainScan(scan, NOW).result).toEqual(result)
        expect(recoverScan(scan, LOST)).toEqual(recoverScan(scan, LOST))
        if (before !== null) compareCodes([before, result])
        joinParts(before?.raw ?? '', scan, NOW)
        maRoundTrip(scan)
      }
      before = result
    }
    // what the strings reach: every agency, right and wrong
    for (const agency of AGENCIES)
      for (const ok of [true, false]) expect(seen.get(`${agency} ${ok}`) ?? 0, `${agency} ${ok}`).toBeGreaterThan(200)
  })

  it('right codes of every agency are read, and one changed character is noticed where a check character covers it', () => {
    for (const { agency, scan } of rightCodes(5000, SEED)) {
      const result = parseScan(scan, NOW)
      expect(result).toMatchObject({ ok: true, agency, errors: [] })
      expect(result.warnings.filter(({ code }) => code !== 'ahm.unproven')).toEqual([])
      const at = agency === 'GS1' ? 6 : agency === 'HIBCC' ? 2 : agency === 'MA' ? 17 : -1
      if (at < 0) continue
      const other = scan[at] === '7' ? '2' : '7'
      const changed = parseScan(scan.slice(0, at) + other + scan.slice(at + 1), NOW)
      expect([...changed.errors, ...changed.warnings].map(({ code }) => code).join(), scan).toMatch(/checkDigit|hibc\.check/)
    }
  })
})

describe('work grows with the length, no faster', () => {
  const families: readonly (readonly [string, (n: number) => string])[] = [
    ['GS1, separators', (n) => `]d201${'\u001d'.repeat(n)}`],
    ['GS1, illegal characters', (n) => `010690123456789210${'é@'.repeat(n / 2)}`],
    ['GS1, lots', (n) => '10A\u001d'.repeat(n / 4)],
    ['GS1, brackets', (n) => '(10)'.repeat(n / 4)],
    ['a link', (n) => `https://a.cn/01/06901234567892?${'10=A&'.repeat(n / 5)}`],
    ['MA, dots', (n) => `MA.156.M0.123456.01000013${'.'.repeat(n)}`],
    ['MA, lots', (n) => `MA.156.M0.123456.01000013${'.LA'.repeat(n / 3)}`],
    ['MA, one long lot', (n) => `MA.156.M0.123456.01000013.L${'9'.repeat(n)}.C1`],
    ['MA in a link of equals signs', (n) => `http:${'=MA'.repeat(n / 3)}=MA.`],
    ['MA as XML', (n) => `<UDI IAC="MA">${'<SN>A</SN>'.repeat(n / 10)}`],
    ['AHM, identifiers', (n) => `MF${'BA'.repeat(n / 2)}`],
    ['AHM, fields', (n) => `MF1234567890123${'SN1*'.repeat(n / 4)}`],
    ['HIBC, slashes', (n) => `+A123${'/'.repeat(n)}`],
    ['HIBC, illegal characters', (n) => `+A123${'a!'.repeat(n / 2)}`],
    ['HIBC without plus', (n) => `A123${'9'.repeat(n)}`],
    ['ISBT 128, equals signs', (n) => '='.repeat(n)],
    ['ISBT 128, DIs', (n) => '=/A9999XYZ100T0476'.repeat(n / 18)],
    ['ISBT 128, illegal characters', (n) => `=/${'!='.repeat(n / 2)}`],
  ]

  it.each(families)('%s', (_, make) => {
    const small = work(() => parseScan(make(600), NOW))
    const large = work(() => parseScan(make(1200), NOW))
    expect(large).toBeLessThan(small * 2.6 + 500)
    const explained = work(() => explainScan(make(600), NOW))
    expect(work(() => explainScan(make(1200), NOW))).toBeLessThan(explained * 2.6 + 500)
  })

  it('recovery looks at a bounded number of values', () => {
    for (const scan of [
      `0106901234567892${'10'.repeat(90)}`,
      `010690123456789210${'2'.repeat(180)}`,
      `010690123456789210${'112233'.repeat(30)}`,
    ])
      expect(work(() => recoverScan(scan, LOST))).toBeLessThan(3_000_000)
  })

  it('the count itself notices quadratic work', () => {
    const quadratic = (text: string) => [...text].map((_, i) => text.slice(i))
    expect(work(() => quadratic('A'.repeat(1200)))).toBeGreaterThan(work(() => quadratic('A'.repeat(600))) * 3)
  })
})

describe('a small corpus of stripped codes', () => {
  it('the printed reading is first with a master, and among the first three without', () => {
    const codes = strippedCodes(1400, SEED)
    const text = (elements: ParseResult['elements']) => elements.map(({ ai, value }) => `(${ai})${value}`).join('')
    const place = (code: (typeof codes)[number], knowledge: 'none' | 'labels') =>
      recoverScan(code.scan, { now: 2026, master: masterOf(code, knowledge) }).readings.findIndex(
        ({ elements }) => text(elements) === code.truth,
      )
    const labels = codes.map((code) => place(code, 'labels'))
    const none = codes.map((code) => place(code, 'none'))
    expect(labels.filter((at) => at === 0).length).toBeGreaterThan(1385)
    expect(none.filter((at) => at >= 0 && at < 3).length).toBeGreaterThan(1370)
    expect(none.filter((at) => at === 0).length).toBeGreaterThan(1190)
  })
})

/** Characters a call looks at through the methods of String: one for `charCodeAt`, what was copied or passed over for the others. */
function work(call: () => unknown): number {
  const { charCodeAt, slice, indexOf, startsWith, includes } = String.prototype
  const { exec } = RegExp.prototype
  let looked = 0
  String.prototype.charCodeAt = function (index) {
    looked++
    return charCodeAt.call(this, index)
  }
  String.prototype.slice = function (from, to) {
    const cut = slice.call(this, from, to)
    looked += cut.length
    return cut
  }
  String.prototype.indexOf = function (wanted, from = 0) {
    const at = indexOf.call(this, wanted, from)
    looked += (at < 0 ? this.length : at) - from
    return at
  }
  String.prototype.includes = function (wanted, from = 0) {
    looked += this.length - from
    return includes.call(this, wanted, from)
  }
  String.prototype.startsWith = function (wanted, from) {
    looked += wanted.length
    return startsWith.call(this, wanted, from)
  }
  RegExp.prototype.exec = function (text) {
    const from = this.global ? this.lastIndex : 0
    const match = exec.call(this, text)
    looked += (match === null ? text.length : match.index + match[0].length) - from
    return match
  }
  try {
    call()
  } finally {
    Object.assign(String.prototype, { charCodeAt, slice, indexOf, startsWith, includes })
    RegExp.prototype.exec = exec
  }
  return looked
}
