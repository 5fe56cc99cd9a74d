import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultScanFormat, type ScanFormat } from '../../shared/scanning.ts'
import { WriteFailed } from '../transports/link.ts'
import type { ScannerDriver } from './scanner.ts'
import { openTcpServerScanner, plainAddress } from './tcp-server.ts'

const settle = (ms = 60): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
let opened: ScannerDriver[]
let sockets: Socket[]
let port: number

beforeEach(async () => {
  opened = []
  sockets = []
  port = await freePort()
})
afterEach(async () => {
  for (const socket of sockets) socket.destroy()
  await Promise.all(opened.map((scanner) => scanner.close()))
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return free
}

async function listen(peers: readonly string[], format: Partial<ScanFormat> = {}, address = '127.0.0.1') {
  const scanner = openTcpServerScanner({ address, port, peers }, { ...defaultScanFormat, ...format })
  opened.push(scanner)
  const scans: string[] = []
  scanner.onScan((raw) => void scans.push(raw))
  await settle(30)
  return { scanner, scans }
}

/** A reader that calls from an address; `gone` once it was hung up on. */
async function call(localAddress: string, host = '127.0.0.1') {
  const socket = connect({ host, port, localAddress })
  sockets.push(socket)
  const state = { gone: false, heard: '' }
  socket.on('error', () => {})
  socket.on('close', () => {
    state.gone = true
  })
  socket.on('data', (bytes) => {
    state.heard += String(bytes)
  })
  await settle()
  return { socket, state }
}

describe('readers that call the station', () => {
  test('are heard, each with a line of its own', async () => {
    const { scanner, scans } = await listen(['127.0.0.2', '127.0.0.3'])
    expect(scanner.state().code).toBe('connecting')
    const one = await call('127.0.0.2')
    const two = await call('127.0.0.3')
    expect(scanner.state().code).toBe('ready')
    one.socket.write('0106')
    await settle(10)
    two.socket.write('10A\u001d')
    await settle(10)
    one.socket.write('9\r')
    two.socket.write('21B\r')
    await settle()
    expect(scans.sort()).toEqual(['01069', '10A\u001d21B'])
  })
  test('from another address are hung up on at once, counted, and not heard', async () => {
    const { scanner, scans } = await listen(['127.0.0.2'])
    const stranger = await call('127.0.0.9')
    stranger.socket.write('01069\r')
    await settle()
    expect(stranger.state.gone).toBe(true)
    expect(scans).toEqual([])
    expect(scanner.counts().refusedPeers).toBe(1)
    expect(scanner.state().code).toBe('connecting')
  })
  test('are four at most, and a place that was left is free again', async () => {
    const { scanner } = await listen(['127.0.0.2'])
    const calls = []
    for (let i = 0; i < 5; i++) calls.push(await call('127.0.0.2'))
    expect(calls.map(({ state }) => state.gone)).toEqual([false, false, false, false, true])
    expect(scanner.counts().refusedPeers).toBe(1)
    calls[0]!.socket.end()
    await settle()
    expect((await call('127.0.0.2')).state.gone).toBe(false)
  })
  test('that hang up are waited for, that break off are lost; what they had begun is no read', async () => {
    const { scanner, scans } = await listen(['127.0.0.2'])
    const first = await call('127.0.0.2')
    first.socket.end('whole\rhal')
    await settle()
    expect(scanner.state().code).toBe('connecting')
    const second = await call('127.0.0.2')
    second.socket.resetAndDestroy()
    await settle()
    expect(scanner.state().code).toBe('linkLost')
    expect(scans).toEqual(['whole'])
    expect(scanner.counts().noise).toBe(1)
  })
  test('that hang up after each read need no delimiter', async () => {
    const { scans } = await listen(['127.0.0.2'], { delimiter: 'gap' })
    ;(await call('127.0.0.2')).socket.end('01069')
    await settle()
    expect(scans).toEqual(['01069'])
  })
  test('are triggered; while none is there, that is told', async () => {
    const { scanner } = await listen(['127.0.0.2'], { trigger: 'LON\\r' })
    await expect(scanner.trigger!()).rejects.toBeInstanceOf(WriteFailed)
    const { state } = await call('127.0.0.2')
    await scanner.trigger!()
    await settle()
    expect(state.heard).toBe('LON\r')
  })
})

describe('where the station cannot listen', () => {
  test('the port is taken: told, and listened to once it is free', async () => {
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    const { scanner } = await listen(['127.0.0.2'])
    expect(scanner.state().code).toBe('portTaken')
    await new Promise((resolve) => other.close(resolve))
    scanner.poke()
    await settle()
    expect(scanner.state().code).toBe('connecting')
    expect((await call('127.0.0.2')).state.gone).toBe(false)
  })
  test('the address is not on this computer, or is none', async () => {
    expect((await listen(['127.0.0.2'], {}, '203.0.113.7')).scanner.state().code).toBe('addressGone')
    expect((await listen(['127.0.0.2'], {}, 'localhost')).scanner.state().code).toBe('addressGone')
  })
  test('a closed driver gives its port back, tries no more and hangs up', async () => {
    const { scanner } = await listen(['127.0.0.2'])
    const { state } = await call('127.0.0.2')
    await scanner.close()
    await settle(20)
    expect(state.gone).toBe(true)
    const next = createServer().listen(port, '127.0.0.1')
    await once(next, 'listening')
    await new Promise((resolve) => next.close(resolve))
  })
})

test('addresses are compared as the system writes them', () => {
  expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(plainAddress('10.0.0.1')).toBe('10.0.0.1')
  expect(plainAddress('FE80::0:1')).toBe('fe80::1')
  expect(plainAddress('reader.local')).toBeNull()
  expect(plainAddress('')).toBeNull()
})
