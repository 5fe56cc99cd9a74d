import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PrinterLanguage } from '../../shared/printing.ts'
import { type Link, WriteFailed } from '../transports/link.ts'
import { openPrinter, type PrinterOptions } from './language-printer.ts'
import type { PrinterDriver } from './printer.ts'
import { languages } from './registry.ts'

/** A link in the hands of the test: it answers each query as it is told (the last answer for ever, '' for none) and holds writes. */
class ToldLink implements Link {
  readonly isOpen = true
  readonly twoWay = true
  readonly accepted = 1
  written = ''
  held: (() => void) | null = null
  hold = false
  refuse = false
  answers: Record<string, string[]> = {}
  #data: (bytes: Buffer) => void = () => {}
  #lost: () => void = () => {}
  async open(): Promise<void> {}
  async write(bytes: Uint8Array): Promise<void> {
    const text = Buffer.from(bytes).toString('latin1')
    if (this.refuse) throw new WriteFailed(false)
    this.written += text
    for (const [query, list] of Object.entries(this.answers)) {
      if (!text.endsWith(query)) continue
      const answer = list.length > 1 ? list.shift()! : list[0]!
      if (answer !== '') setTimeout(() => this.say(answer))
      return
    }
    if (!this.hold) return
    await new Promise<void>((resolve) => {
      this.held = resolve
    })
  }
  say(text: string): void {
    this.#data(Buffer.from(text, 'latin1'))
  }
  lose(): void {
    this.#lost()
  }
  onData(listener: (bytes: Buffer) => void): () => void {
    this.#data = listener
    return () => {}
  }
  onLost(listener: () => void): void {
    this.#lost = listener
  }
  async close(): Promise<void> {}
  asked(query: string): number {
    return this.written.split(query).length - 1
  }
}

const label = Buffer.from('^XA^XZ')
const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
let link: ToldLink
let driver: PrinterDriver
beforeEach(() => {
  link = new ToldLink()
})
afterEach(() => driver.close())
function meet(language: PrinterLanguage, answers: Record<string, string[]>, options: PrinterOptions = {}): PrinterDriver {
  link.answers = answers
  driver = openPrinter(languages[language], link, { answerMs: 60, ...options })
  return driver
}

const hi = '\u0002ZT411-300dpi,V92.21.39Z,12,8176KB\u0003\r\n'
const hs = (mediaOut: 0 | 1, queued: number): string =>
  `\u0002030,${mediaOut},0,1240,00${queued},0,0,0,000,0,0,0\u0003\r\n\u0002000,0,0,0,0,2,6,0,00000000,1,000\u0003\r\n\u00021234,0\u0003\r\n`
const hqes = (mediaOut: 0 | 1): string =>
  `\u0002PRINTER STATUS\r\nERRORS: ${mediaOut} 00000000 0000000${mediaOut}\r\nWARNINGS: 0 00000000 00000000\r\n\u0003`
const [idle, busy, paper] = ['\u0002@@@@\u0003\r\n', '\u0002P@@@\u0003\r\n', '\u0002E@@A\u0003\r\n']
const [zplHi, zplHs, zplHqes, tsplFull] = ['~HI\r\n', '~HS\r\n', '~HQES\r\n', '\u001b!S']

describe('the fullest question', () => {
  test('is asked again at once when a printer that stood at the first question is ready', async () => {
    const at = meet('zpl', { [zplHi]: [hi], [zplHs]: ['', hs(0, 2)], [zplHqes]: [hqes(1), hqes(0)] })
    expect(await at.status()).toEqual({ code: 'mediaOut', queued: null })
    expect(at.answers()).toBe('basic')
    expect(await at.status()).toEqual({ code: 'ready', queued: 2 })
    expect(at.answers()).toBe('full')
  })
  test('is asked again after a while where it was silent, more and more seldom', async () => {
    const at = meet('zpl', { [zplHi]: [hi], [zplHs]: ['', '', hs(0, 0)], [zplHqes]: [hqes(0)] }, { againMs: 150 })
    for (let i = 0; i < 4; i++) expect(await at.status()).toEqual({ code: 'ready', queued: null })
    expect(link.asked(zplHs)).toBe(1)
    await later(160)
    for (let i = 0; i < 4; i++) expect((await at.status()).queued).toBeNull()
    expect(link.asked(zplHs)).toBe(2)
    await later(310)
    await at.status()
    expect(link.asked(zplHs)).toBe(3)
    expect(at.answers()).toBe('full')
  })
})

describe('silence', () => {
  test('of a known printer at the question who it is does not make it mute', async () => {
    const at = meet('zpl', { [zplHi]: [hi, ''], [zplHs]: [hs(1, 0)], [zplHqes]: [''] })
    expect(await at.identify()).not.toBeNull()
    expect(await at.identify()).toBeNull()
    expect(await at.status()).toMatchObject({ code: 'mediaOut' })
  })
  test('and one garbled answer of a known printer is not another language', async () => {
    const at = meet('zpl', { [zplHi]: [hi, hs(0, 0), hi], [zplHs]: [hs(0, 0)] })
    await at.identify()
    expect(await at.identify()).not.toBeNull()
    expect(await at.status()).toEqual({ code: 'ready', queued: 0 })
  })
  test('of a printer that had answered when it was set up: its state is asked for all the same', async () => {
    const at = meet('zpl', { [zplHi]: [''], [zplHs]: [''], [zplHqes]: [hqes(1)] }, { answers: 'full' })
    expect(await at.identify()).toBeNull()
    expect((await at.status()).code).toBe('mediaOut')
  })
  test('of a printer that had answered when it was set up ends when it answers again', async () => {
    const at = meet('zpl', { [zplHi]: [''], [zplHs]: ['', hs(1, 0)], [zplHqes]: [''] }, { answers: 'full', againMs: 30 })
    expect((await at.status()).code).toBe('mute')
    expect(at.answers()).toBe('unknown')
    await later(40)
    await at.status()
    await later(20)
    expect((await at.status()).code).toBe('mediaOut')
  })
  test('of one that never answered is ended by a question that cannot be printed, and only by that', async () => {
    const at = meet('tspl', { '~!T\r\n': [''], [tsplFull]: ['', '', paper], '\u001b!?': [''] }, { againMs: 40 })
    expect(await at.identify()).toBeNull()
    for (let i = 0; i < 30 && (await at.status()).code === 'mute'; i++) await later(20)
    expect((await at.status()).code).toBe('mediaOut')
    expect(link.asked('~!T')).toBe(1)
  })
  test('is not silence when the answer only came late', async () => {
    const at = meet('zpl', { [zplHi]: [''], [zplHs]: [hs(1, 0)] })
    expect(await at.identify()).toBeNull()
    link.say(hi)
    await at.status()
    await later(20)
    expect((await at.status()).code).toBe('mediaOut')
    expect(link.asked(zplHi)).toBe(1)
  })
  test('is heard once on paper: not again while the devices are looked at, not on a new link; a person may ask again', async () => {
    const at = meet('zpl', { [zplHi]: ['', hi], [zplHs]: [hs(0, 0)] }, { againMs: 1 })
    for (let i = 0; i < 3; i++) {
      expect(await at.identify()).toBeNull()
      expect((await at.status()).code).toBe('mute')
      await later(5)
    }
    link.lose()
    await at.identify()
    expect((await at.status()).code).toBe('mute')
    expect(link.written).toBe(zplHi)
    expect(await at.identify({ again: true })).not.toBeNull()
    expect((await at.status()).code).toBe('ready')
  })
  test('that was found when it was set up: only a person has it asked again', async () => {
    const at = meet('tspl', { '~!T\r\n': ['TTP-244\r\n'], [tsplFull]: [paper] }, { silent: true, againMs: 1 })
    await at.identify()
    await at.status()
    await later(5)
    expect((await at.status()).code).toBe('mute')
    expect(link.written).toBe('')
    expect(await at.identify({ again: true })).toMatchObject({ model: 'TTP-244' })
    expect((await at.status()).code).toBe('mediaOut')
  })
})

test('a printer of another language that answers is asked again seldom, and at once by a person', async () => {
  const at = meet('zpl', { [zplHi]: ['what?'], [zplHs]: [hs(0, 0)] }, { againMs: 200 })
  for (let i = 0; i < 4; i++) {
    await at.identify()
    expect((await at.status()).code).toBe('wrongLanguage')
  }
  expect(link.asked(zplHi)).toBe(1)
  await at.identify({ again: true })
  expect(link.asked(zplHi)).toBe(2)
  await later(410)
  link.answers[zplHi] = [hi]
  expect(await at.identify()).not.toBeNull()
  expect((await at.status()).code).toBe('ready')
})

describe('TSPL, seen at work', () => {
  const meetTspl = async (...states: string[]): Promise<PrinterDriver> => {
    const at = meet('tspl', { '~!T\r\n': ['TTP-244\r\n'], [tsplFull]: [idle, ...states] })
    await at.status()
    return at
  }
  test('one label after it was handed over: E3', async () => {
    const at = await meetTspl(busy, idle)
    await at.print(label)
    await at.status()
    expect(await at.status()).toEqual({ code: 'ready', queued: 0, proof: 3 })
  })
  test('while the label still leaves is the label before: no E3', async () => {
    const at = await meetTspl(busy, idle)
    link.hold = true
    const printing = at.print(label)
    await at.status()
    link.held?.()
    await printing
    expect(await at.status()).toEqual({ code: 'ready', queued: null })
  })
  test('with a question that began while the label left, and was answered after: no E3', async () => {
    const at = await meetTspl('', idle)
    link.hold = true
    const printing = at.print(label)
    const asked = at.status()
    await later(10)
    link.held?.()
    await printing
    link.say(busy)
    await asked
    expect(await at.status()).toEqual({ code: 'ready', queued: null })
  })
  test('with two labels out is either of them: it settles, then E2', async () => {
    const at = await meetTspl(busy, idle)
    await at.print(label)
    await at.print(label)
    await at.status()
    expect(await at.status()).toEqual({ code: 'ready', queued: null })
    await later(620)
    expect(await at.status()).toEqual({ code: 'ready', queued: 0, proof: 2 })
  })
  test('after a label of which only E2 is known may be that one still', async () => {
    const at = await meetTspl(idle, busy, idle)
    await at.print(label)
    await later(620)
    expect(await at.status()).toEqual({ code: 'ready', queued: 0, proof: 2 })
    await at.print(label)
    await at.status()
    expect(await at.status()).toEqual({ code: 'ready', queued: null })
  })
})

describe('an answer after its deadline', () => {
  test('CPCL: proves nothing of the label that was handed over meanwhile', async () => {
    const state = '\u001bh\u001bi'
    const at = meet('cpcl', { '\u001bv': ['QLn320\r\n'], [state]: ['\0\0', ''], '\u001bh': [''] })
    await at.status()
    expect((await at.status()).code).toBe('mute')
    await at.print(label)
    link.answers[state] = ['\0\0']
    expect(await at.status()).toEqual({ code: 'ready', queued: null })
    expect(await at.status()).toEqual({ code: 'ready', queued: 0, proof: 3 })
  })
  test('ZPL: an empty queue of before proves nothing of it either', async () => {
    const at = meet('zpl', { [zplHi]: [hi], [zplHs]: [hs(0, 0), '', hs(0, 0)], [zplHqes]: [''] })
    await at.status()
    await at.status()
    await at.print(label)
    expect(await at.status()).toEqual({ code: 'ready', queued: null })
    expect(await at.status()).toEqual({ code: 'ready', queued: 0 })
  })
})

describe('ESC/POS: that a job is done', () => {
  const ready = '\u0016\u0012\u0012\u0012'
  const query = '\u0010\u0004\u0001\u0010\u0004\u0002\u0010\u0004\u0003\u0010\u0004\u0004'
  const meetTm = async (...states: string[]): Promise<PrinterDriver> => {
    const at = meet('escpos', { '\u001dIC': ['_TM-L90\0'], [query]: [ready, ...states] })
    await at.status()
    return at
  }
  const proved = { code: 'ready', queued: 0, proof: 4 }
  test.each([1, 2, 4, 6])('is heard though a question comes after its first %i bytes', async (cut) => {
    const done = '7"0001\0'
    const at = await meetTm(done.slice(cut) + ready)
    await at.print(label)
    link.say(done.slice(0, cut))
    expect(await at.status()).toEqual(proved)
  })
  test('is heard though silence and single bytes lie between its halves', async () => {
    const at = await meetTm('', '', ready)
    await at.print(label)
    link.say('7"00')
    expect((await at.status()).code).toBe('mute')
    expect((await at.status()).code).toBe('mute')
    for (const byte of '01\0') link.say(byte)
    expect(await at.status()).toEqual(proved)
  })
  test('is heard though an answer was whole before it was', async () => {
    const at = await meetTm(`${ready}7"00`, ready)
    await at.print(label)
    await at.status()
    link.say('01\0')
    expect(await at.status()).toEqual(proved)
  })
  test('is not hidden by half of one whose rest is lost', async () => {
    const at = await meetTm(`${ready}`)
    link.say('7"22')
    expect(await at.status()).toMatchObject({ code: 'ready' })
  })
  test('is not waited for where no byte of the label had left', async () => {
    const at = await meetTm(ready)
    link.refuse = true
    await expect(at.print(label)).rejects.toMatchObject({ left: false })
    link.refuse = false
    await at.print(label)
    link.say('7"0001\0')
    expect(await at.status()).toEqual(proved)
  })
})
