import { expect, test } from 'vitest'
import { sbpl } from './sbpl.ts'
import { enquiry, push } from './sbpl-status.ts'

const answer = (id: string, status: string, left: string): string => `\u0002${id}${status}${left}${'HS26K004101'.padEnd(16)}\u0003`
const read = (text: string) => enquiry.take(text, false)?.value

test('ENQ: job number, status, labels remaining; a blank number is a job done', () => {
  expect(read(answer('  ', 'A', '000000'))).toEqual({ code: 'ready', queued: 0, busy: false, job: null })
  expect(read(answer('07', 'G', '000001'))).toEqual({ code: 'ready', queued: null, busy: true, job: 7 })
  expect(read(answer('07', 'A', '000000'))).toMatchObject({ busy: true, job: 7 })
  expect(read(answer('07', 'c', '000001'))).toMatchObject({ code: 'mediaOut', job: 7 })
  expect(read(answer('07', 'b', '000001'))?.code).toBe('headOpen')
  expect(read(answer('07', 'd', '000001'))?.code).toBe('ribbonOut')
  expect(read(answer('  ', '0', '000000'))?.code).toBe('paused')
  expect(read(answer('  ', 'k', '000000'))?.code).toBe('unknown')
})

test('cut, glued, without its STX, after an ACK', () => {
  const whole = answer('07', 'G', '000001')
  for (let at = 0; at < whole.length; at++) expect(enquiry.take(whole.slice(0, at), true)).toBeNull()
  expect(read(whole.slice(1))?.job).toBe(7)
  expect(enquiry.take(whole + whole, false)?.rest).toBe(whole)
  expect(push(`\u0006${whole}`)).toEqual({ value: { received: true }, rest: whole })
  expect(push('\u0015')?.value).toEqual({ fault: 'unknown', labels: null })
})

test('a job number changes two digits of the label and nothing else', () => {
  const label = sbpl.encode(
    { width: 8, height: 1, stride: 1, bits: Uint8Array.of(0x81) },
    { dpi: 203, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0, name: 'X' },
  )
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').replaceAll('\u001b', '<')
  expect(text(label)).toMatch(/^<A<ID00<WKX<A100080001<IG1<CS4<#E3<V0001<H0001<GH0010018100000000000000<Q1<Z$/)
  expect(text(sbpl.jobs!.stamp(label, 42))).toBe(text(label).replace('<ID00', '<ID42'))
})
