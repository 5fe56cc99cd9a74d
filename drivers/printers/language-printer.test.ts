import { createServer } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { type ListenerOptions, type ZplListener, zplListener } from '../../test/rigs/zpl-listener.ts'
import { TcpLink } from '../transports/tcp.ts'
import { openPrinter } from './language-printer.ts'
import type { PrinterDriver } from './printer.ts'
import { zpl } from './zpl.ts'
import { parseIdentity, parseStatus, takeFrames } from './zpl-status.ts'

let printer: ZplListener | null = null
let driver: PrinterDriver | null = null
afterEach(async () => {
  await driver?.close()
  await printer?.close()
  driver = printer = null
})
async function meet(options: ListenerOptions): Promise<PrinterDriver> {
  printer = await zplListener(options)
  driver = openPrinter(zpl, new TcpLink({ host: '127.0.0.1', port: printer.port }), { answerMs: 400 })
  return driver
}

describe('~HS and ~HI', () => {
  test('are read by position (a Brother sample from the field)', () => {
    expect(parseStatus('158,0,0,0203,000,0,0,0,000,0,0,0', '000,0,0,0,0,2,6,0,00000000,1,000')).toEqual({ code: 'ready', queued: 0 })
    expect(parseStatus('030,1,0,0203,002,0,0,0,000,0,0,0', '000,0,0,0,0,2,6,0,00000003,1,000')).toEqual({ code: 'mediaOut', queued: 5 })
    expect(parseStatus('030,0,0,0203,000,0,0,0,000,0,0,0', '000,0,1,0,0,2,6,0,00000000,1,000')?.code).toBe('headOpen')
    expect(parseStatus('030,0,0,0203,000,0,0,0,000,0,0,0', '000,0,0,1,0,2,6,0,00000000,1,000')?.code).toBe('ribbonOut')
    expect(parseStatus('030,0,1,0203,000,0,0,0,000,0,0,0', '000,0,0,0,0,2,6,0,00000000,1,000')?.code).toBe('paused')
    expect(parseStatus('hello', 'world')).toBeNull()
    expect(parseIdentity('ZT411-300dpi,V92.21.39Z,12,8176KB')).toEqual({
      model: 'ZT411-300dpi',
      firmware: 'V92.21.39Z',
      dotsPerMm: 12,
      virtual: false,
    })
    expect(parseIdentity('SIGNET-VIRTUAL,V1.0,12,8192KB')?.virtual).toBe(true)
  })
  test('frames come split, glued, and with noise before them', () => {
    const { frames, rest } = takeFrames('noise\u0002a\u0003\r\n\u0002b\u0003\u0002c')
    expect(frames).toEqual(['a', 'b'])
    expect(rest).toBe('\u0002c')
  })
})

describe('a printer', () => {
  test('that answers in single bytes is understood', async () => {
    const at = await meet({ answers: 'zpl', pieces: 7 })
    expect(await at.identify()).toMatchObject({ model: 'ZT411-300dpi' })
    expect(await at.status()).toEqual({ code: 'ready', queued: 0 })
    printer!.state.mediaOut = true
    expect((await at.status()).code).toBe('mediaOut')
  })
  test('that is mute is asked once who it is, then never polled: it could print the question', async () => {
    const at = await meet({ answers: 'mute' })
    expect(await at.identify()).toBeNull()
    for (let i = 0; i < 3; i++) expect(await at.status()).toEqual({ code: 'mute', queued: null })
    expect(await at.counter()).toBeNull()
    expect(printer!.received()).toBe('~HI\r\n')
  })
  test('of another language prints one query at the most and is taken for mute', async () => {
    const at = await meet({ answers: 'text' })
    await at.identify()
    await at.status()
    await at.status()
    expect(printer!.paper()).toEqual(['~HI'])
  })
  test('that cannot be reached: nothing left', async () => {
    driver = openPrinter(zpl, new TcpLink({ host: '127.0.0.1', port: 1, connectMs: 500 }))
    await expect(driver.print(Buffer.from('^XA^XZ'))).rejects.toMatchObject({ left: false })
    expect(await driver.status()).toEqual({ code: 'linkLost', queued: null })
  })
  test('that resets the connection tells its owner, and the next write opens it again', async () => {
    const at = await meet({ answers: 'zpl' })
    await at.identify()
    let lost = 0
    at.onLost(() => lost++)
    printer!.state.reset = true
    expect((await at.status()).code).toMatch(/linkLost|mute/)
    printer!.state.reset = false
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(lost).toBe(1)
    expect(await at.status()).toEqual({ code: 'ready', queued: 0 })
  })
  test('is told to throw half a label away on every link anew, once it is known to understand, and ahead of every first label', async () => {
    const at = await meet({ answers: 'zpl' })
    await at.status()
    expect(printer!.received()).toBe('~HI\r\n~JX~HS\r\n')
    printer!.state.reset = true
    await at.status()
    printer!.state.reset = false
    await new Promise((resolve) => setTimeout(resolve, 50))
    await at.print(Buffer.from('^XA^XZ'))
    await at.print(Buffer.from('^XA^XZ'))
    await at.status()
    expect(printer!.received()).toMatch(/\n~JX\^XA\^XZ\^XA\^XZ~HS\r\n$/)
  })
  test('that stops reading stalls the write, not the loop, and is given up at the deadline', async () => {
    const server = createServer((socket) => socket.pause())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    driver = openPrinter(zpl, new TcpLink({ host: '127.0.0.1', port, stallMs: 150 }))
    let ticks = 0
    const tick = setInterval(() => ticks++, 10)
    await expect(driver.print(Buffer.alloc(20_000_000, 0x41))).rejects.toMatchObject({ left: true })
    clearInterval(tick)
    expect(ticks).toBeGreaterThan(5)
    await driver.close()
    server.close()
  })
})
