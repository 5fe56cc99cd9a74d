import { describe, expect, test } from 'vitest'
import { type MappedCode, mappingFaults, readInsuranceCode } from './code.ts'

describe('a code', () => {
  test('of 20 characters, taken apart', () =>
    expect(readInsuranceCode('C0901010100000006626')).toEqual({
      code20: 'C0901010100000006626',
      code27: null,
      category: '090101',
      generic: '010',
      feature: '00000',
      maker: '06626',
    }))
  test('of 27, with its first 20', () =>
    expect(readInsuranceCode(' c0901010100000006626 0000001')).toMatchObject({
      code20: 'C0901010100000006626',
      code27: 'C09010101000000066260000001',
    }))
  test.each([
    '',
    'C',
    '0901010100000006626',
    'C09010101000000066',
    'C090101010000000662600000',
    'C09010101000000066260000001X',
    'C09010101O0000006626',
  ])('%s is none', (text) => expect(readInsuranceCode(text)).toBeNull())
})
const product = { registration: '国械注准20243130218', spec: '3 号' }
const mapped = (part: Partial<MappedCode>): MappedCode => ({
  code: 'C0901010100000006626',
  sources: ['UDID', 'NHSA'],
  state: 'active',
  successor: null,
  regNo: null,
  spec: null,
  ...part,
})
const codes = (...given: MappedCode[]): string[] => mappingFaults(product, given).map(({ code }) => code)
describe('both sides', () => {
  test('agree', () => expect(codes(mapped({}))).toEqual([]))
  test('the longer code of one side is the shorter one of the other', () =>
    expect(codes(mapped({ sources: ['UDID'] }), mapped({ code: 'C09010101000000066260000001', sources: ['NHSA'] }))).toEqual([]))
  test('differ', () =>
    expect(codes(mapped({ sources: ['UDID'] }), mapped({ code: 'C0901010100000006627', sources: ['NHSA'] }))).toEqual([
      'insurance.onlyUdid',
      'insurance.onlyNhsa',
    ]))
  test('one side that says nothing is not compared', () =>
    expect(codes(mapped({ sources: ['manual'] }), mapped({ sources: ['UDID'] }))).toEqual([]))
  test('a code out of use, and one that became another', () => {
    expect(codes(mapped({ state: 'disabled' }))).toEqual(['insurance.disabled'])
    expect(codes(mapped({ state: 'transferred', successor: 'C0901010100000006628' }))).toEqual(['insurance.transferred'])
  })
  test('another certificate, another specification; blanks and brackets do not count', () => {
    expect(codes(mapped({ regNo: '国械注准20243130999' }))).toEqual(['insurance.regNo'])
    expect(codes(mapped({ regNo: '国械注准 20243130218', code: 'C09010101000000066260000001', spec: '3号' }))).toEqual([])
    expect(codes(mapped({ code: 'C09010101000000066260000001', spec: '4 号' }))).toEqual(['insurance.spec'])
  })
  test('no code at all is said', () => expect(codes()).toEqual(['insurance.none']))
})
