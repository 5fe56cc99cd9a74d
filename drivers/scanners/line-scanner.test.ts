import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultScanFormat, type ScanFormat, type ScanRead } from '../../shared/scanning.ts'
import { type Link, type LinkFault, OpenFailed, WriteFailed } from '../transports/link.ts'
import { TcpLink } from '../transports/tcp.ts'
import { openLineScanner } from './line-scanner.ts'
import type { ScannerDriver, ScannerState } from './scanner.ts'

let server: Server
let readers: Socket[]
let opened: ScannerDriver[]
let heard: string
const port = (): number => (server.address() as { port: number }).port
const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

beforeEach(async () => {
  readers = []
  opened = []
  heard = ''
  server = createServer((socket) => {
    readers.push(socket)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      heard += String(bytes)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await Promise.all(opened.map((scanner) => scanner.close()))
  for (const reader of readers) reader.destroy()
  if (server.listening) await new Promise((resolve) => server.close(resolve))
})

async function connect(format: Partial<ScanFormat> = {}, link: Link = new TcpLink({ host: '127.0.0.1', port: port() })) {
  const scanner = openLineScanner(link, { ...defaultScanFormat, ...format })
  opened.push(scanner)
  const scans: string[] = []
  const reads: ScanRead[] = []
  const states: ScannerState['code'][] = []
  scanner.onScan((raw, read) => {
    scans.push(raw)
    reads.push(read)
  })
  scanner.onState(({ code }) => void states.push(code))
  await settle()
  return { scanner, scans, reads, states, reader: readers.at(-1)! }
}

describe('a reader over TCP', () => {
  test('lines end with CR, LF, both, or lie between STX and ETX; GS stays', async () => {
    const { reader, scans } = await connect()
    reader.write(']d201A\u001d21B\r')
    reader.write('one\r\ntwo\n\u0002three\u0003')
    await settle()
    expect(scans).toEqual([']d201A\u001d21B', 'one', 'two', 'three'])
  })
  test('a read that comes a byte at a time, and a stand-in for GS', async () => {
    const { reader, scans } = await connect({ gsSubstitute: '|' })
    reader.setNoDelay(true)
    for (const byte of '10A|21B\r') {
      reader.write(byte)
      await settle(3)
    }
    await settle()
    expect(scans).toEqual(['10A\u001d21B'])
  })
  test('the virtual scanner says what it is, its greeting is no scan, and NR is a read of nothing', async () => {
    const { reader, scans, scanner } = await connect({ pattern: '(?<data>^[0-9].*)' })
    reader.write('SIGNET-VIRTUAL-SCANNER\rNR\r')
    await settle()
    expect(scanner.state()).toEqual({ code: 'ready', greeting: 'SIGNET-VIRTUAL-SCANNER', virtual: true })
    expect(scans).toEqual([''])
  })
  test('endless input without an end of line is noise and harms nobody', async () => {
    const { reader, scans, scanner } = await connect()
    reader.write('x'.repeat(3_000_000))
    reader.write('\rgood\r')
    await settle(400)
    expect(scans).toEqual(['good'])
    expect(scanner.counts().noise).toBeGreaterThan(0)
  })
  test('a verifier says its grade; a line that does not fit is a read of nothing, counted', async () => {
    const { reader, reads, scanner } = await connect({ pattern: '^(?<data>[^;]+);(?<grade>[A-F])$' })
    reader.write(']d201069;B\rOK,LON\r')
    await settle()
    expect(reads).toEqual([
      { raw: ']d201069', grade: 'B' },
      { raw: '', grade: null },
    ])
    expect(scanner.counts()).toEqual({ unmatched: 1, noise: 0, refusedPeers: 0 })
  })
  test('two scanners at once do not mix what comes in pieces', async () => {
    const one = await connect()
    const two = await connect()
    for (const [first, second] of [
      ['01069', '10LOT'],
      ['21A', '-B'],
      ['\r', 'C\r'],
    ] as const) {
      one.reader.write(first)
      two.reader.write(second)
      await settle(10)
    }
    await settle()
    expect([one.scans, two.scans]).toEqual([['0106921A'], ['10LOT-BC']])
  })
})

describe('a reader that goes away', () => {
  test('is connected again, and what it had begun is glued to nothing', async () => {
    const { reader, scans, states, scanner } = await connect()
    reader.write('whole\r010690')
    await settle(30)
    reader.destroy()
    await settle(30)
    expect(scanner.state().code).toBe('linkLost')
    await settle(400)
    readers.at(-1)!.write('12\r')
    await settle()
    expect(scans).toEqual(['whole', '12'])
    expect(states).toEqual(['ready', 'linkLost', 'ready'])
    expect(scanner.counts().noise).toBe(1)
  })
  test('is looked for at once when something is plugged in', async () => {
    const link = new FakeLink('absent')
    const { scanner } = await connect({}, link)
    await settle(2_200)
    const tries = link.tries
    scanner.poke()
    expect(link.tries).toBe(tries + 1)
    link.fault = null
    await settle(20)
    scanner.poke()
    await settle(20)
    expect(scanner.state().code).toBe('ready')
  })
  test.each([
    ['denied', 'denied'],
    ['busy', 'busy'],
    ['absent', 'linkLost'],
    ['timeout', 'linkLost'],
  ] as const)('%s is told as %s', async (fault, code) => {
    const { scanner } = await connect({}, new FakeLink(fault))
    expect(scanner.state().code).toBe(code)
  })
  test('a link that opens after the driver was closed is closed, too', async () => {
    const link = new FakeLink(null, 80)
    const { scanner } = await connect({}, link)
    await scanner.close()
    await settle(100)
    expect(link.isOpen).toBe(false)
  })
})

describe('a reader that is triggered', () => {
  test('gets its command', async () => {
    const { scanner } = await connect({ trigger: '\\x02LON\\r' })
    await scanner.trigger!()
    await settle(20)
    expect(heard).toBe('\u0002LON\r')
  })
  test('and is not there, is told; one without a command cannot be', async () => {
    const { scanner } = await connect({ trigger: 'T' }, new FakeLink('absent'))
    await expect(scanner.trigger!()).rejects.toBeInstanceOf(WriteFailed)
    expect((await connect()).scanner.trigger).toBeUndefined()
  })
})

class FakeLink implements Link {
  readonly twoWay = true
  readonly accepted = 1
  fault: LinkFault | null
  isOpen = false
  tries = 0
  readonly #openMs: number
  constructor(fault: LinkFault | null, openMs = 0) {
    this.fault = fault
    this.#openMs = openMs
  }
  async open(): Promise<void> {
    this.tries++
    await settle(this.#openMs)
    if (this.fault !== null) throw new OpenFailed(this.fault)
    this.isOpen = true
  }
  async write(): Promise<void> {}
  onData(): () => void {
    return () => {}
  }
  onLost(): void {}
  async close(): Promise<void> {
    this.isOpen = false
  }
}
