import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { extractTarMember, extractZip, readZip } from './archives.mjs'
import { alive, withLock } from './lock.mjs'
import { candidates, lockFaults } from './lock-faults.mjs'
import { watchGrowth } from './official-runtime.mjs'
import { sharedCache } from './paths.mjs'
import { contentStamp } from './stamp.mjs'
import { addCounts, countReport, lastLine } from './test-count.mjs'

let folder
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-setup-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('archives', () => {
  it('copies one member out of a .tgz, of any size', async () => {
    const big = Buffer.alloc(3_000_001, 'signet')
    writeFileSync(
      join(folder, 'a.tgz'),
      gzipSync(
        tar([
          ['package/package.json', Buffer.from('{}')],
          ['package/big.bin', big],
        ]),
      ),
    )
    expect(await extractTarMember(join(folder, 'a.tgz'), 'package/big.bin', join(folder, 'big.bin'))).toBe(big.length)
    expect(readFileSync(join(folder, 'big.bin')).equals(big)).toBe(true)
    await expect(extractTarMember(join(folder, 'a.tgz'), 'package/none', join(folder, 'none'))).rejects.toThrow(/is not in/)
  })

  it('says when a .tgz was cut off', async () => {
    writeFileSync(join(folder, 'a.tgz'), gzipSync(tar([['package/big.bin', Buffer.alloc(100_000)]]).subarray(0, 50_000)))
    await expect(extractTarMember(join(folder, 'a.tgz'), 'package/big.bin', join(folder, 'x'))).rejects.toThrow(/too early/)
  })

  it('unpacks what it is asked to, stored or deflated, with the executable mark', async () => {
    const zip = zipSync({
      'App/run': [Buffer.from('#!'), { attrs: 0o100755 << 16, os: 3 }],
      'App/data/text': [Buffer.from('码站'.repeat(1000)), { level: 9 }],
      'App/stored': [Buffer.from('plain'), { level: 0 }],
      'App/left/out': Buffer.from('x'),
      'App/empty': Buffer.alloc(0),
    })
    writeFileSync(join(folder, 'a.zip'), zip)
    const out = join(folder, 'out')
    mkdirSync(out)
    const count = await extractZip(join(folder, 'a.zip'), out, (name) => (name.startsWith('App/left') ? undefined : name.slice(4)))
    expect(count).toBe(4)
    expect(readFileSync(join(out, 'data/text'), 'utf8')).toBe('码站'.repeat(1000))
    expect(readFileSync(join(out, 'stored'), 'utf8')).toBe('plain')
    expect(statSync(join(out, 'run')).mode & 0o111).not.toBe(0)
    expect(existsSync(join(out, 'left'))).toBe(false)
  })

  it('refuses names that leave the folder, and files that are no zip', async () => {
    writeFileSync(join(folder, 'a.zip'), zipSync({ '../escaped': Buffer.from('x') }))
    await expect(extractZip(join(folder, 'a.zip'), join(folder, 'out'), (name) => name)).rejects.toThrow(/leaves its folder/)
    writeFileSync(join(folder, 'b.zip'), 'no zip at all, but long enough to hold an end record')
    await expect(readZip(join(folder, 'b.zip'))).rejects.toThrow(/not a zip/)
  })
})

describe('lock', () => {
  it('lets one in at a time', async () => {
    let inside = 0
    let most = 0
    const work = async () => {
      most = Math.max(most, ++inside)
      await sleep(50)
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withLock(join(folder, 'lock'), work)))
    expect(most).toBe(1)
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  it('takes over from a dead owner', async () => {
    const pid = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }))
    mkdirSync(join(folder, 'lock'))
    writeFileSync(join(folder, 'lock', 'pid'), String(pid))
    expect(await withLock(join(folder, 'lock'), () => 'done')).toBe('done')
  })

  it('is given back after a failure', async () => {
    await expect(withLock(join(folder, 'lock'), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })
})

describe('watching an installer', () => {
  const watch = (code, quietMs) => {
    const file = join(folder, 'grows')
    writeFileSync(file, '')
    return watchGrowth({
      command: process.execPath,
      args: ['-e', code, file],
      env: process.env,
      size: () => statSync(file).size,
      quietMs,
      onBytes: () => {},
    })
  }

  it('waits as long as bytes come', async () => {
    const slow = "let n=0;const t=setInterval(()=>{require('fs').appendFileSync(process.argv[1],'x');if(++n===6)clearInterval(t)},100)"
    expect(await watch(slow, 400)).toBe('done')
  })

  it('gives up and kills the whole tree when nothing comes', async () => {
    const file = join(folder, 'child-pid')
    const mute = `const c=require('child_process').spawn(process.execPath,['-e','setInterval(()=>{},1000)']);require('fs').writeFileSync(${JSON.stringify(file)},String(c.pid));setInterval(()=>{},1000)`
    expect(await watch(mute, 400)).toBe('quiet')
    const pid = Number(readFileSync(file, 'utf8'))
    for (let n = 0; n < 40 && alive(pid); n++) await sleep(50)
    expect(alive(pid) && !isZombie(pid)).toBe(false)
  })

  it('tells a failure at once', async () => {
    expect(await watch('process.exit(3)', 5_000)).toBe('failed')
  })
})

describe('stamps and caches', () => {
  it('a stamp follows content and names, not times', () => {
    mkdirSync(join(folder, 'src'))
    writeFileSync(join(folder, 'src/a.ts'), 'one')
    const first = contentStamp(folder, ['src', 'missing'])
    writeFileSync(join(folder, 'src/a.ts'), 'one')
    expect(contentStamp(folder, ['src', 'missing'])).toBe(first)
    writeFileSync(join(folder, 'src/a.test.ts'), 'left out')
    expect(contentStamp(folder, ['src'], (path) => path.endsWith('.test.ts'))).toBe(first)
    expect(contentStamp(folder, ['src'])).not.toBe(first)
  })

  it('the shared cache falls back to the clone where home cannot be written', () => {
    expect(sharedCache({ XDG_CACHE_HOME: folder })).toBe(join(folder, 'signet'))
    writeFileSync(join(folder, 'file'), '')
    expect(sharedCache({ XDG_CACHE_HOME: join(folder, 'file') })).toMatch(/\.cache.shared$/)
  })
})

describe('lock file faults', () => {
  it('finds optional packages without an entry, wherever npm may have put them', () => {
    const packages = {
      '': {},
      'node_modules/a': { optionalDependencies: { 'a-linux': '1', 'a-win': '1' } },
      'node_modules/a-linux': {},
      'node_modules/b/node_modules/c': { optionalDependencies: { d: '1' } },
      'node_modules/b/node_modules/d': {},
      'node_modules/e': { resolved: 'https://registry.example/e.tgz' },
    }
    expect(lockFaults({ packages })).toEqual(['node_modules/a: optional a-win has no entry', 'node_modules/e: names its registry host'])
  })

  it('looks where Node would look', () => {
    expect(candidates('node_modules/@x/a/node_modules/b', 'c')).toEqual([
      'node_modules/c',
      'node_modules/@x/a/node_modules/c',
      'node_modules/@x/a/node_modules/b/node_modules/c',
    ])
  })
})

describe('the last line of npm test', () => {
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, testResults: [] }
  it('adds up', () => {
    expect(lastLine(addCounts([countReport(report, 0), { passed: 2, failed: 1, skipped: 0 }]))).toBe('5 passed, 1 failed, 1 skipped')
    expect(lastLine({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed')
  })
  it('counts what has no test to count: a broken file, a bad end, no report', () => {
    expect(countReport({ ...report, testResults: [{ status: 'failed', assertionResults: [] }] }, 1).failed).toBe(1)
    expect(countReport(report, 1).failed).toBe(1)
    expect(countReport(undefined, 0).failed).toBe(1)
  })
})

/** A killed grandchild whose parent died first waits for the system to collect it. */
function isZombie(pid) {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

function tar(members) {
  const blocks = []
  for (const [name, data] of members) {
    const header = Buffer.alloc(512)
    header.write(name, 0)
    header.write(`${data.length.toString(8).padStart(11, '0')} `, 124)
    header.write('0', 156)
    blocks.push(header, data, Buffer.alloc((512 - (data.length % 512)) % 512))
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
