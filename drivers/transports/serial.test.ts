import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SerialPort } from 'serialport'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { OpenFailed, WriteFailed } from './link.ts'
import { lineMs, SerialLink, serialFault } from './serial.ts'

test('the words of the binding become faults', () => {
  expect(serialFault('Error: Permission denied, cannot open /dev/ttyS0')).toBe('denied')
  expect(serialFault('Error: No such file or directory, cannot open /dev/none')).toBe('absent')
  expect(serialFault('Error Resource temporarily unavailable Cannot lock port')).toBe('busy')
  expect(serialFault('Opening COM5: File not found')).toBe('absent')
  expect(serialFault('Opening COM5: Access denied')).toBe('busy')
  expect(serialFault('Opening COM5: Unknown error code 31')).toBe('lost')
})
test('a full buffer at 9600 baud is not taken for a stall', () => {
  expect(lineMs(960, 9_600)).toBe(1_000)
  expect(lineMs(8_192, 115_200)).toBeLessThan(1_000)
})
test('a port that is not there is absent, and nothing has left', async () => {
  const link = new SerialLink({ path: '/dev/signet-none', baud: 9_600, flow: 'none' })
  const failed = link.open()
  await expect(failed).rejects.toBeInstanceOf(OpenFailed)
  await expect(failed).rejects.toMatchObject({ fault: 'absent' })
  await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
})

/** A port as Windows may leave it: nothing that was begun is ever said to have ended. */
function silentPort(): SerialPort {
  const port = Object.assign(new EventEmitter(), {
    isOpen: false,
    open(done: (error: Error | null) => void) {
      port.isOpen = true
      setImmediate(() => done(null))
    },
    write: () => true,
    set() {},
    flush() {},
    close() {},
  })
  return port as unknown as SerialPort
}
test('a port that never says that a write or itself has ended: the deadline and the closing end the write', async () => {
  const options = { path: 'COM5', baud: 115_200, flow: 'none', makePort: async () => silentPort() } as const
  const slow = new SerialLink({ ...options, stallMs: 50 })
  let lost = 0
  slow.onLost(() => lost++)
  await expect(slow.write(Buffer.from('x'))).rejects.toMatchObject({ left: true, fault: 'timeout' })
  expect([lost, slow.isOpen]).toEqual([1, false])
  const link = new SerialLink(options)
  const failed = expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: true, fault: 'lost' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  const began = performance.now()
  await link.close()
  await failed
  expect(performance.now() - began).toBeLessThan(2_000)
})

const socat = spawnSync('socat', ['-V']).status === 0
const until = async (done: () => boolean, ms = 5_000): Promise<void> => {
  for (const end = performance.now() + ms; !done(); await new Promise((resolve) => setTimeout(resolve, 5)))
    if (performance.now() > end) throw new Error('never')
}

describe.skipIf(!socat)('two ends of a line (skipped without socat)', () => {
  let folder: string
  let wire: ChildProcess
  const links: SerialLink[] = []
  const link = (end: 'A' | 'B', more: { stallMs?: number; baud?: number } = {}): SerialLink => {
    const made = new SerialLink({ path: join(folder, end), baud: 115_200, flow: 'none', ...more })
    links.push(made)
    return made
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'signet-serial-'))
    wire = spawn('socat', [`pty,raw,echo=0,link=${join(folder, 'A')}`, `pty,raw,echo=0,link=${join(folder, 'B')}`])
    await until(() => existsSync(join(folder, 'A')) && existsSync(join(folder, 'B')))
  })
  afterEach(async () => {
    await Promise.all(links.splice(0).map((made) => made.close()))
    wire.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  test('every byte arrives unchanged, both ways', async () => {
    const [here, there] = [link('A'), link('B')]
    const [bytes, back] = [randomBytes(200_000), Buffer.from(Array.from({ length: 256 }, (_, i) => i))]
    const [far, near]: [Buffer[], Buffer[]] = [[], []]
    there.onData((part) => far.push(part))
    here.onData((part) => near.push(part))
    await there.open()
    await here.write(bytes)
    await until(() => Buffer.concat(far).length === bytes.length)
    const sha = (of: Uint8Array): string => createHash('sha256').update(of).digest('hex')
    expect(sha(Buffer.concat(far))).toBe(sha(bytes))
    await there.write(back)
    await until(() => Buffer.concat(near).length === 256)
    expect(Buffer.concat(near)).toEqual(back)
  })
  test('a second program on the same port is told that it is busy', async () => {
    await link('A').open()
    await expect(link('A').open()).rejects.toMatchObject({ fault: 'busy' })
  })
  test('a listener that was taken away hears no more', async () => {
    const [here, there] = [link('A'), link('B')]
    const heard: string[] = []
    const away = here.onData((part) => heard.push(part.toString()))
    await here.open()
    await there.write(Buffer.from('one'))
    await until(() => heard.join('') === 'one')
    away()
    await there.write(Buffer.from('two'))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(heard.join('')).toBe('one')
  })
  test('an unplugged line is lost; so is the write that was on its way', async () => {
    const here = link('A')
    let lost = 0
    here.onLost(() => lost++)
    await here.open()
    const write = here.write(randomBytes(4_000_000))
    const failed = expect(write).rejects.toMatchObject({ left: true, fault: 'lost' })
    await new Promise((resolve) => setTimeout(resolve, 20))
    wire.kill('SIGKILL')
    await failed
    expect([lost, here.isOpen]).toEqual([1, false])
  })
  test('a device that takes nothing is given up at the deadline, the next write opens anew, the loop stays free', async () => {
    // socat ends when nobody has its pty open any more: this keeps the line up, as a cable does.
    const held = openSync(join(folder, 'A'), constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
    const here = link('A', { stallMs: 200 })
    let lost = 0
    here.onLost(() => lost++)
    await here.open()
    wire.kill('SIGSTOP')
    let longest = 0
    let last = performance.now()
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    const failed = await here.write(randomBytes(2_000_000)).catch((error: unknown) => error)
    clearInterval(beat)
    expect(failed).toBeInstanceOf(WriteFailed)
    expect(failed).toMatchObject({ left: true, fault: 'timeout' })
    expect(longest).toBeLessThan(250)
    expect(lost).toBe(1)
    wire.kill('SIGCONT')
    await here.write(Buffer.from('again'))
    expect(here.isOpen).toBe(true)
    closeSync(held)
  })
  test('writes wait for each other', async () => {
    const [here, there] = [link('A'), link('B')]
    let text = ''
    there.onData((part) => {
      text += part.toString()
    })
    await there.open()
    await Promise.all([here.write(Buffer.from('a'.repeat(3_000))), here.write(Buffer.from('b'.repeat(3_000)))])
    await until(() => text.length === 6_000)
    expect(text).toBe('a'.repeat(3_000) + 'b'.repeat(3_000))
  })
  test('a link that was closed stays so and tells nobody', async () => {
    const here = link('A')
    let lost = 0
    here.onLost(() => lost++)
    await here.open()
    await here.close()
    await expect(here.write(Buffer.from('x'))).rejects.toMatchObject({ left: false })
    expect(lost).toBe(0)
  })
})
