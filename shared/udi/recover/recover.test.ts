import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Element } from '../types.ts'
import { parseScan } from '../udi.ts'
import type { KnownProduct, RecoveryMaster } from './master.ts'
import { recoverScan } from './recover.ts'

const DI = '06901234567892'
const HEAD = `01${DI}1124060117270531`
const options = { now: 2026, master: null }
const text = ({ elements }: { readonly elements: readonly Element[] }) => elements.map(({ ai, value }) => `(${ai})${value}`).join('')
const product: KnownProduct = {
  lots: ['LB2401', 'LB2402'],
  serials: [{ prefix: 'S', length: 5, digitsOnly: true }],
  carries: ['11', '17', '10', '21'],
}
const withMaster = (known: Partial<KnownProduct>): { now: number; master: RecoveryMaster } => ({
  now: 2026,
  master: { product: (di) => (di === DI ? { ...product, ...known } : null) },
})
const reasonCodes = (scan: string, master: RecoveryMaster | null) =>
  recoverScan(scan, { now: 2026, master }).readings[0]!.reasons.map((reason) => `${reason.for ? '+' : '-'}${reason.code}`)

describe('a scan whose separators were lost', () => {
  it('the printed reading comes first, with its score and reasons', () => {
    const { readings, refused, mapped, clear } = recoverScan(`]d2${HEAD}10LB240121S0001`, options)
    expect(text(readings[0]!)).toBe(`(01)${DI}(11)240601(17)270531(10)LB2401(21)S0001`)
    expect(readings[0]).toMatchObject({ agency: 'GS1', di: DI, pi: { lot: 'LB2401', serial: 'S0001', expires: '2027-05-31' } })
    expect({ refused, mapped, clear }).toEqual({ refused: null, mapped: null, clear: false })
    const scores = readings.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(scores.reduce((a, b) => a + b)).toBeLessThanOrEqual(1.005)
    expect(reasonCodes(`]d2${HEAD}10LB240121S0001`, null)).toEqual(['+recover.checkDigit', '+recover.dates', '+recover.order'])
  })

  it('the straight reading is one of them, and wins where nothing was lost', () => {
    expect(text(recoverScan(`${HEAD}10AB21C`, options).readings[0]!)).toContain('(10)AB21C')
    const { readings } = recoverScan(`${HEAD}10LB240121S0001`, options)
    expect(readings.map(text)).toContain(`(01)${DI}(11)240601(17)270531(10)LB240121S0001`)
  })

  it('a lot on order decides against what looks likelier', () => {
    const scan = `${HEAD}10LB240121S0001`
    const swallowed = withMaster({ lots: ['LB240121S0001'], serials: [], carries: null })
    expect(text(recoverScan(scan, swallowed).readings[0]!)).toContain('(10)LB240121S0001')
    expect(text(recoverScan(scan, withMaster({})).readings[0]!)).toContain('(10)LB2401(21)S0001')
  })

  it('the shape of serials tells two cuts apart', () => {
    const scan = `${HEAD}10A2121212121`
    const serial = (length: number) =>
      recoverScan(scan, withMaster({ lots: [], serials: [{ prefix: '', length, digitsOnly: true }] })).readings[0]!.pi.serial
    expect(serial(4)).toBe('2121')
    expect(serial(6)).toBe('212121')
  })

  it('clear needs the master, and nothing against it', () => {
    const scan = `${HEAD}10LB240121S0001`
    expect(recoverScan(scan, withMaster({})).clear).toBe(true)
    expect(recoverScan(scan, withMaster({ lots: ['OTHER'] })).clear).toBe(false)
    expect(recoverScan(scan, { now: 2026, master: { product: () => null } }).clear).toBe(false)
  })

  it('says what speaks against a reading', () => {
    const reasons = (scan: string, known: Partial<KnownProduct> = {}) => reasonCodes(scan, withMaster(known).master)
    expect(reasons(`${HEAD}10LB240121S0001`)).toEqual([
      '+recover.checkDigit',
      '+recover.diKnown',
      '+recover.dates',
      '+recover.order',
      '+recover.lotOnOrder',
      '+recover.serialShape',
      '+recover.carries',
    ])
    expect(reasons(`${HEAD}10LB240321X0001`, { carries: ['10'] })).toEqual(
      expect.arrayContaining(['-recover.lotNotOnOrder', '-recover.carriesOther']),
    )
    expect(reasonCodes(`01${DI}112706011725053110A`, null)).toEqual(
      expect.arrayContaining(['-recover.dateUnlikely', '-recover.datesTurned', '-recover.oneCharacter']),
    )
    expect(reasonCodes(`01${DI}10LB240117270531`, { product: () => null })).toEqual(expect.arrayContaining(['-recover.diUnknown']))
  })

  describe('what weighs', () => {
    const free = { lots: [], serials: [], carries: null }
    const scoreOf = (scan: string, known: Partial<KnownProduct>, end: string) =>
      recoverScan(scan, withMaster({ ...free, ...known })).readings.find((reading) => text(reading).endsWith(end))!.score
    const split = `${HEAD}10LB240121S0001`

    it('a lot that is not on order', () => {
      expect(scoreOf(split, { lots: ['OTHER'] }, '(10)LB2401(21)S0001')).toBeCloseTo(scoreOf(split, {}, '(10)LB2401(21)S0001'), 1)
      const turned = `${HEAD}21S000110LB2401`
      expect(scoreOf(turned, { lots: ['OTHER'] }, '(21)S0001(10)LB2401')).toBeLessThan(scoreOf(turned, {}, '(21)S0001(10)LB2401') - 0.2)
    })

    it('a serial that has another shape', () => {
      const serials = [{ prefix: 'X', length: 9, digitsOnly: true }]
      expect(scoreOf(split, { serials }, '(21)S0001')).toBeLessThan(scoreOf(split, {}, '(21)S0001') / 2)
    })

    it('an AI the label does not carry, and one it does', () => {
      expect(text(recoverScan(split, withMaster({ ...free, carries: ['11', '17', '10'] })).readings[0]!)).toContain('(10)LB240121S0001')
      const swallowed = '(10)LB240121S0001'
      expect(scoreOf(split, { carries: ['11', '17', '10', '21'] }, swallowed)).toBeLessThan(scoreOf(split, {}, swallowed) / 2)
    })

    it('dates in their order, and of years that labels hold', () => {
      const made = (expiry: string, date: string) => scoreOf(`01${DI}17${expiry}10LB11${date}`, {}, `(10)LB(11)${date}`)
      expect(made('250601', '260301')).toBeLessThan(made('270601', '260301') - 0.02)
      expect(made('270601', '990301')).toBeLessThan(made('270601', '260301') - 0.02)
    })

    it('a DI that only the master finds', () => {
      const { readings } = recoverScan(`10LB240101${DI}`, withMaster({ carries: null }))
      expect(text(readings[0]!)).toBe(`(10)LB2401(01)${DI}`)
      expect(readings[0]!.reasons).toContainEqual({ code: 'recover.lotOnOrder', params: { lot: 'LB2401' }, for: true })
    })

    it('two shapes that both fit leave nothing clear', () => {
      const shape = (length: number) => ({ prefix: '', length, digitsOnly: true })
      const { clear, readings } = recoverScan(`${HEAD}10A2121212121`, withMaster({ ...free, serials: [shape(4), shape(6)] }))
      expect(readings[0]!.reasons.every((reason) => reason.for)).toBe(true)
      expect(clear).toBe(false)
    })
  })

  it.each(['|', ' ', '^', '~', '\u001e', '{'])('a separator sent as %j is seen as one', (character) => {
    const { readings, mapped } = recoverScan(`${HEAD}10LB2401${character}21S0001`, options)
    expect(mapped).not.toBeNull()
    expect(text(readings[0]!)).toContain('(10)LB2401(21)S0001')
  })

  it('two different odd characters are no separators', () => {
    expect(recoverScan(`${HEAD}10LB|2401^21S0001`, options)).toMatchObject({ mapped: null, refused: { code: 'recover.none' } })
  })
})

describe('refused', () => {
  it.each([
    ['separators came through', `]d2${HEAD}10A\u001d21B`, 'recover.intact'],
    ['another agency', '+A123BJC5D6E71G', 'recover.notElements'],
    ['a drug code', '81234567890123456789', 'recover.notElements'],
    ['bracketed text', `(01)${DI}(10)A`, 'recover.notElements'],
    ['a wrong check digit', '0106901234567891' + '10LB2401', 'recover.none'],
    ['longer than any UDI', `${HEAD}10${'A'.repeat(300)}`, 'recover.tooLong'],
    ['a megabyte', '0'.repeat(1_000_000), 'recover.tooLong'],
    ['nothing', '', 'recover.notElements'],
  ])('%s', (_, scan, code) => {
    expect(recoverScan(scan, options)).toMatchObject({ readings: [], clear: false, refused: { code } })
  })
})

describe('whatever comes in', () => {
  it('every reading is without fault when written with separators, and the same scan gives the same answer', () => {
    const value = fc.stringMatching(/^[0-9A-Z-]{1,20}$/)
    const ai = fc.constantFrom('10', '21', '240', '30', '91')
    fc.assert(
      fc.property(fc.array(fc.tuple(ai, value), { minLength: 1, maxLength: 4 }), (parts) => {
        const scan = HEAD + parts.map(([one, of]) => one + of).join('')
        const recovered = recoverScan(scan, withMaster({}))
        expect(recoverScan(scan, withMaster({}))).toEqual(recovered)
        for (const reading of recovered.readings) {
          expect(parseScan(text(reading), { now: 2026 })).toMatchObject({ ok: true, di: reading.di, pi: reading.pi })
          expect(reading.elements.map(({ ai: one, value: of }) => one + of).join('')).toBe(scan)
        }
      }),
    )
  })
})
