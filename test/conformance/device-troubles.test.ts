import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { SerialLink } from '../../drivers/transports/serial.ts'
import { until } from '../../electron/station/simulate/operator.ts'
import { system } from '../../electron/station/store/store.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import { noSerial, type TroubledLine, type TroubledOptions, troubledLine } from '../rigs/troubled-line.ts'

const why = noSerial()
if (why !== null) console.log(`serial lines skipped: ${why}`)

let at: TroubledLine
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await at?.close()
  for (const close of closing.splice(0)) await close()
})
async function open(options: TroubledOptions): Promise<void> {
  at = await troubledLine(options)
}
const good = (): number => at.runner.line.good
const balanced = async (): Promise<void> => expect(await at.imbalance()).toEqual([])
const bytesOf = (answer: Buffer): Buffer[] => [...answer].map((byte) => Buffer.of(byte))

/** Over TCP the loop meets such answers in languages-loop.test.ts, for all languages. */
describe.skipIf(why !== null)('serial: answers of the printer', { timeout: 60_000 }, () => {
  const link = 'serial'
  test.each(['zpl', 'tspl', 'sbpl', 'escpos'] as const)('%s: cut at every byte', async (language) => {
    await open({ link, language })
    at.wire.garble = bytesOf
    await at.finish()
    expect(at.stops).toEqual([])
    await balanced()
  })
  test.each(['zpl', 'tspl', 'sbpl', 'escpos'] as const)('%s: each twice, glued', async (language) => {
    await open({ link, language })
    at.wire.garble = (answer) => [Buffer.concat([answer, answer])]
    await at.finish()
    expect(at.stops).toEqual([])
    await balanced()
  })
  test.each(['zpl', 'tspl', 'sbpl'] as const)('%s: without their STX from the third label on', async (language) => {
    await open({ link, language, labelMs: 400 })
    let spoiled = 0
    at.wire.garble = (answer) => {
      if (at.papers() < 3 || !answer.includes(0x02)) return [answer]
      spoiled++
      return [Buffer.from(answer.filter((byte) => byte !== 0x02))]
    }
    await at.finish()
    expect(spoiled).toBeGreaterThan(0)
    // An answer that cannot be read is silence, never a fault and never a proof: the scans go on counting.
    expect(at.stops).toEqual([])
    await balanced()
  })
  test('none from the third label on: only the scans go on counting', async () => {
    await open({ link, labelMs: 900 })
    at.wire.garble = (answer) => (at.papers() < 3 ? [answer] : [])
    await at.finish()
    expect(at.stops).toEqual([])
    expect(at.codes).toContain('mute')
    await balanced()
  })
  test('none from the third label on, where the printer’s word is all that counts: the line stands and says so, and goes on when it answers', {
    timeout: 40_000,
  }, async () => {
    await open({ link, counts: true, labelMs: 900 })
    const scanner = at.station.devices.list().find(({ role }) => role === 'scanner')!
    at.station.devices.setState(system, scanner.id, 'disabled')
    let deaf = true
    at.wire.garble = (answer) => (deaf && at.papers() >= 3 ? [] : [answer])
    await at.station.line.start(at.by, at.job)
    await until(() => at.runner.line.phase === 'trouble', 25_000)
    expect(at.runner.line.trouble).toMatchObject({ status: 'mute', label: null, cleared: false })
    deaf = false
    await until(() => at.runner.line.trouble?.cleared === true, 10_000)
    at.station.line.answerTrouble(at.by, at.job, 'whole')
    await until(() => at.runner.line.phase === 'printed', 15_000)
  })
  test('in the words of another language: nothing is drawn, and it is said; set right, the order runs', async () => {
    await open({ link })
    at.wire.garble = () => [Buffer.from('\u0002?\u0003\r\n')]
    await expect(at.station.line.start(at.by, at.job)).rejects.toThrow('printer.wrongLanguage')
    expect([at.papers(), at.runner.line.out.length, at.runner.line.next]).toEqual([0, 0, 1])
    at.wire.garble = (answer) => [answer]
    const printer = at.station.devices.list().find(({ role }) => role === 'printer')!
    at.station.devices.save(system, printer.id, 'printer', printer.printer!)
    await at.finish()
    await balanced()
  })
})

describe('the connection', { timeout: 60_000 }, () => {
  test.each([0, 200])('tcp: reset in mid-job, after %i bytes of a label', async (bytes) => {
    await open({ link: 'tcp' })
    let cut = 0
    const stop = at.runner.onChange(() => {
      if (good() < 3 || cut > 0) return
      cut++
      at.wire.cutNext(bytes, () => at.wire.reset())
    })
    await at.finish()
    stop()
    expect(cut).toBe(1)
    expect(at.stops).toContain('trouble:linkLost')
    await balanced()
  })
  test.skipIf(why !== null)('serial: cable pulled in mid-bitmap, and put in again', async () => {
    await open({ link: 'serial' })
    let pulled = 0
    const stop = at.runner.onChange(() => {
      if (good() < 3 || pulled > 0) return
      pulled++
      at.wire.cutNext(200, () => void at.unplug())
    })
    const finished = at.finish(40_000)
    await until(() => at.stops.length > 0, 15_000)
    expect(at.stops[0]).toBe('trouble:linkLost')
    expect(at.runner.line.trouble?.cleared).toBe(false)
    // Nobody can go on while the cable is out.
    expect(() => at.station.line.answerTrouble(at.by, at.job, 'whole')).toThrow('line.troubleOpen')
    await at.plug()
    await finished
    stop()
    await balanced()
  })
  test.skipIf(why !== null)(
    'serial: another program has the port: the start is refused and draws nothing; once it is free the order runs',
    async () => {
      await open({ link: 'serial' })
      for (const { id, role } of at.station.devices.list()) if (role === 'printer') at.station.devices.setState(system, id, 'disabled')
      const other = new SerialLink({ path: at.tty, baud: 115_200, flow: 'none' })
      closing.push(() => other.close())
      await other.open()
      for (const { id, role } of at.station.devices.list()) if (role === 'printer') at.station.devices.setState(system, id, 'active')
      await expect(at.station.line.start(at.by, at.job)).rejects.toThrow('printer.unreachable')
      expect([at.papers(), at.runner.line.out.length, at.runner.line.next]).toEqual([0, 0, 1])
      await other.close()
      await at.finish()
      await balanced()
    },
  )
  test.skipIf(why !== null).each(['zpl', 'tspl', 'sbpl', 'epl2', 'cpcl'] as const)(
    'serial, %s: cable pulled in mid-bitmap at a printer that keeps the half of it, and put in again',
    async (language) => {
      await open({ link: 'serial', language })
      at.wire.holds = true
      let pulled = 0
      const stop = at.runner.onChange(() => {
        if (good() < 3 || pulled > 0) return
        pulled++
        at.wire.cutNext(200, () => void at.unplug())
      })
      const finished = at.finish(30_000)
      finished.catch(() => undefined)
      await until(() => at.stops.length > 0, 15_000)
      await at.plug()
      await finished
      stop()
      // Two labels in one are no label: the person sees it, or the scan does.
      expect(at.stops[0]).toBe('trouble:linkLost')
      expect(at.runner.line.voided).toBe(language === 'zpl' ? 0 : 1)
      await balanced()
    },
  )
  test('tcp: a printer of another language that answers nothing: nothing comes out and nothing counts; set right, the order runs', async () => {
    await open({ link: 'tcp', language: 'tspl', takenFor: 'zpl' })
    await at.station.line.start(at.by, at.job)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const { out, phase } = at.runner.line
    expect([at.papers(), good(), phase]).toEqual([0, 0, 'running'])
    expect(out.length).toBeLessThanOrEqual(3)
    expect(out.every(({ evidence }) => evidence <= 1)).toBe(true)
    at.station.line.pause(at.by, at.job)
    for (const { label } of out) at.station.line.answerDoubt(at.by, at.job, label, 'notPrinted')
    const printer = at.station.devices.list().find(({ role }) => role === 'printer')!
    at.station.devices.save(system, printer.id, 'printer', { ...printer.printer!, language: 'tspl' })
    await at.finish()
    await balanced()
  })
  test('tcp: another program prints on the same printer: its label is seen to be none of ours', async () => {
    await open({ link: 'tcp', labelMs: 150 })
    const foreign = await at.station.labels.make({
      template: 'unit-40x20',
      product: sampleImplant,
      record: { lot: 'OTHER', made: '2026-01-05', expires: '2031-01-04', serial: 'X-1' },
      dpi: 203,
      training: true,
      printer: { darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0, language: 'zpl' },
    })
    const finished = at.finish()
    await until(() => good() >= 3, 10_000)
    const other = connect({ host: '127.0.0.1', port: at.wire.port })
    other.end(foreign.bytes)
    await finished
    expect(at.stops).toEqual(['fault:wrongLotOrDate'])
    // The one paper that is not ours is the difference, and the count of papers shows it.
    expect(await at.imbalance()).toEqual(['9 papers, 8 accounted for'])
  })
})

/** A reader on TCP that says what a test wants it to say. */
async function reader(): Promise<{ readonly port: number; readonly sockets: Set<Socket>; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}

describe('scanners', { timeout: 60_000 }, () => {
  test('one sends garbage at full speed for 10 s while labels are verified through another', async () => {
    const mad = await reader()
    closing.push(() => mad.close())
    await open({ link: 'tcp', labelMs: 500, quantity: 16, scanners: [{ kind: 'tcp', host: '127.0.0.1', port: mad.port }] })
    const noise = Buffer.alloc(64 * 1024)
    for (let i = 0; i < noise.length; i++) noise[i] = (i * 7919) % 251 === 13 ? 0x41 : (i * 7919) % 251
    for (let i = 0; i < noise.length; i++) if (noise[i] === 0x0d || noise[i] === 0x0a || noise[i] === 0x03) noise[i] = 0x41
    const end = performance.now() + 10_000
    let sent = 0
    const pour = (socket: Socket): void => {
      while (performance.now() < end && !socket.destroyed) {
        sent += noise.length
        if (!socket.write(noise)) return void socket.once('drain', () => setImmediate(pour, socket))
      }
    }
    for (const socket of mad.sockets) pour(socket)
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last - 10)
      last = performance.now()
    }, 10)
    await at.finish(40_000)
    clearInterval(beat)
    expect(sent).toBeGreaterThan(10_000_000)
    expect(longest).toBeLessThan(500)
    expect(at.stops).toEqual([])
    await balanced()
  })
  test('one sends whole lines of nonsense: the line stops with the reason, and no label is lost to it', async () => {
    const mad = await reader()
    closing.push(() => mad.close())
    await open({ link: 'tcp', labelMs: 150, scanners: [{ kind: 'tcp', host: '127.0.0.1', port: mad.port }] })
    const finished = at.finish(40_000)
    await until(() => good() >= 2, 10_000)
    for (const socket of mad.sockets) for (let n = 0; n < 200; n++) socket.write(`nonsense ${n}\r`)
    await until(() => at.stops.length > 0, 5_000)
    expect(at.stops[0]).toMatch(/^fault:/)
    await finished
    await balanced()
  })
  test('two read the same labels: the second read of one is told, and is no second label', async () => {
    const second = await reader()
    closing.push(() => second.close())
    await open({ link: 'tcp', labelMs: 150, scanners: [{ kind: 'tcp', host: '127.0.0.1', port: second.port }] })
    const scan = at.station.line.deviceScan.bind(at.station.line)
    let echo = 3
    at.station.line.deviceScan = (raw, rereadMs) => {
      scan(raw, rereadMs)
      if (echo-- > 0) for (const socket of second.sockets) socket.write(`${raw}\r`)
    }
    // One paper lies there, so the person goes on.
    const stop = at.runner.onChange(() => {
      if (['fault', 'stopped'].includes(at.runner.line.phase)) setImmediate(() => acknowledge())
    })
    const acknowledge = (): void => {
      if (['fault', 'stopped'].includes(at.runner.line.phase)) at.station.line.acknowledge(at.by, at.job)
    }
    await at.station.line.start(at.by, at.job)
    await until(() => at.runner.line.phase === 'printed', 20_000)
    stop()
    expect(at.stops.length).toBeGreaterThan(0)
    expect(at.stops.every((state) => state.endsWith(':duplicate'))).toBe(true)
    await balanced()
  })
})
