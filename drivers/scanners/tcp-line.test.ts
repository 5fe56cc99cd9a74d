import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ScannerDriver } from './scanner.ts'
import { openTcpScanner } from './tcp-line.ts'

let server: Server
let reader: Socket | null
let scanner: ScannerDriver
let scans: string[]
const port = (): number => (server.address() as { port: number }).port
const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

beforeEach(async () => {
  reader = null
  server = createServer((socket) => {
    reader = socket
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await scanner.close()
  reader?.destroy()
  await new Promise((resolve) => server.close(resolve))
})
async function connect(gsSubstitute = ''): Promise<void> {
  scanner = openTcpScanner({ host: '127.0.0.1', port: port(), gsSubstitute })
  scans = []
  scanner.onScan((raw) => scans.push(raw))
  await settle()
}

test('lines end with CR, LF, both, or lie between STX and ETX; GS stays', async () => {
  await connect()
  reader!.write(']d201A\u001d21B\r')
  reader!.write('one\r\ntwo\n\u0002three\u0003')
  await settle()
  expect(scans).toEqual([']d201A\u001d21B', 'one', 'two', 'three'])
})
test('a read that comes in pieces, and a substitute for GS', async () => {
  await connect('|')
  reader!.write('10A|2')
  await settle(20)
  reader!.write('1B\r')
  await settle()
  expect(scans).toEqual(['10A\u001d21B'])
})
test('the virtual scanner says what it is and its greeting is no scan', async () => {
  await connect()
  reader!.write('SIGNET-VIRTUAL-SCANNER\rNR\r')
  await settle()
  expect(scanner.state()).toMatchObject({ code: 'ready', virtual: true })
  expect(scans).toEqual(['NR'])
})
test('endless input without an end of line fills no memory and harms nobody', async () => {
  await connect()
  reader!.write('x'.repeat(3_000_000))
  reader!.write('\rgood\r')
  await settle(300)
  expect(scans).toHaveLength(2)
  expect(scans[0]!.length).toBeLessThanOrEqual(1_000_000)
  expect(scans[1]).toBe('good')
})
test('connects again when the reader was away', async () => {
  await connect()
  reader!.destroy()
  await settle(30)
  expect(scanner.state().code).toBe('linkLost')
  await settle(400)
  expect(scanner.state().code).toBe('ready')
  reader!.write('back\r')
  await settle()
  expect(scans).toEqual(['back'])
})
