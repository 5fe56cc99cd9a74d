import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CupsQueueLink, cupsQueueName, cupsQueueState, lpArguments, lpFault, parseLpstat } from './cups-queue.ts'

test('no name of a queue can be an option, a path, a list or two words', () => {
  expect(['UDI_RAW', '标签机', 'Zebra.ZT411-203', 'a'].every(cupsQueueName)).toBe(true)
  expect(['', '-h', '-o raw', 'a b', 'a/b', 'a#b', 'a,b', 'a\nb', 'a\u0000b', `a'b`, 'x'.repeat(128)].filter(cupsQueueName)).toEqual([])
})
test('the queue, raw, a harmless name, and the bytes from standard input', () => {
  expect(lpArguments('Q', '批号 7;rm -rf')).toEqual(['-d', 'Q', '-o', 'raw', '-t', '批号 7-rm -rf', '-'])
  expect(lpArguments('Q', '')).toContain('label')
})
test('words of lp become faults; unknown words leave open whether there is a job', () => {
  expect(lpFault('lp: Error - The printer or class does not exist.')).toBe('absent')
  expect(lpFault('lp: Error - scheduler not responding.')).toBeNull()
  expect(lpFault('lp: Unable to connect to server: Bad file descriptor')).toBe('absent')
  expect(lpFault('lp: Destination "Q" is not accepting jobs.')).toBe('busy')
  expect(lpFault('lp: Forbidden')).toBe('denied')
})
describe('lpstat', () => {
  const since = 'enabled since Mon Nov 23 10:00:00 2026'
  test('idle, printing with the reason it waits, and stopped', () => {
    expect(parseLpstat('Q', `printer Q is idle.  ${since}\n`, '')).toEqual({ state: 'idle', jobs: 0, says: null })
    expect(
      parseLpstat(
        'Q',
        `printer Q now printing Q-12.  ${since}\n\tThe printer may not exist or is unavailable at this time.\n`,
        'Q-12   root   1024   Mon Nov 23 10:00:00 2026\nQ-13   root   1024   Mon Nov 23 10:00:01 2026\n',
      ),
    ).toEqual({ state: 'printing', jobs: 2, says: 'The printer may not exist or is unavailable at this time.' })
    expect(parseLpstat('Q', 'printer Q disabled since Mon Nov 23 10:00:00 2026 -\n\tPaused\n', '')).toEqual({
      state: 'stopped',
      jobs: 0,
      says: 'Paused',
    })
  })
  test('the long form ends its words where its own fields begin', () => {
    const long = `printer Q is idle.  ${since}\n\tReady to print.\n\tForm mounted:\n\tContent types: any\n\tDescription: Q\n`
    expect(parseLpstat('Q', long, '')).toEqual({ state: 'idle', jobs: 0, says: 'Ready to print.' })
  })
  test('jobs of a queue whose name begins alike are not counted, and a queue that is not named is absent', () => {
    const jobs = 'Q-2-7   root   1   Mon\nQ-8   root   1   Mon\n'
    expect(parseLpstat('Q', `printer Q is idle.  ${since}\n`, jobs).jobs).toBe(1)
    expect(parseLpstat('Q', `printer Q-2 is idle.  ${since}\n`, jobs).state).toBe('absent')
    expect(parseLpstat('Q', 'lpstat: Invalid destination name in list "Q".\n', '').state).toBe('absent')
  })
})

describe.skipIf(process.platform === 'win32')('with a spooler of our own', () => {
  let folder: string
  const path = process.env['PATH']
  /** A program in front of the real ones on the PATH. */
  const program = (name: string, script: string): void => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signet-cups-'))
    process.env['PATH'] = `${folder}${delimiter}${path}`
    program('lpstat', 'case "$*" in *-o*) ;; *) echo "printer Q is idle.  enabled since $LC_ALL";; esac')
  })
  afterEach(() => {
    process.env['PATH'] = path
    rmSync(folder, { recursive: true, force: true })
  })

  test('one write is one job with exactly these bytes, in order', async () => {
    program('lp', `echo "$LC_ALL $*" >> ${folder}/calls; cat >> ${folder}/bytes`)
    const link = new CupsQueueLink({ queue: 'Q' })
    await link.open()
    const bytes = Buffer.from([0, 27, 255, 10, 13, 4, 26])
    await Promise.all([link.write(bytes), link.write(Buffer.from('two'))])
    expect(readFileSync(join(folder, 'bytes'))).toEqual(Buffer.concat([bytes, Buffer.from('two')]))
    expect(readFileSync(join(folder, 'calls'), 'utf8')).toBe('C -d Q -o raw -t label -\n'.repeat(2))
    expect([link.isOpen, link.twoWay, link.accepted]).toEqual([true, false, 0])
  })
  test('a refusal made no job; an unknown end may have', async () => {
    const link = new CupsQueueLink({ queue: 'Q' })
    program('lp', 'echo "lp: Error - The printer or class does not exist." >&2; exit 1')
    await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
    program('lp', 'exit 3')
    await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: true, fault: 'lost' })
  })
  test('a spooler that hangs is left at the deadline', async () => {
    program('lp', 'sleep 20')
    let lost = 0
    const link = new CupsQueueLink({ queue: 'Q', stallMs: 150 })
    link.onLost(() => lost++)
    await link.open()
    await expect(link.write(Buffer.from('x'))).rejects.toMatchObject({ left: true, fault: 'timeout' })
    expect([lost, link.isOpen]).toEqual([1, false])
  })
  test('a queue that is not there cannot be opened; a name that is an option starts no program', async () => {
    program('lpstat', `echo called >> ${folder}/calls; echo 'lpstat: Invalid destination name in list "X".' >&2; exit 1`)
    await expect(new CupsQueueLink({ queue: 'X' }).open()).rejects.toMatchObject({ fault: 'absent' })
    const { length } = readFileSync(join(folder, 'calls'))
    expect((await cupsQueueState('-U root')).state).toBe('absent')
    await expect(new CupsQueueLink({ queue: '-c' }).write(Buffer.from('x'))).rejects.toMatchObject({ left: false })
    expect(readFileSync(join(folder, 'calls')).length).toBe(length)
  })
  test('without a spooler nothing has left', async () => {
    process.env['PATH'] = '/nonexistent'
    await expect(new CupsQueueLink({ queue: 'Q' }).write(Buffer.from('x'))).rejects.toMatchObject({ left: false, fault: 'absent' })
  })
})
