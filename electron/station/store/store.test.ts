import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import type { Write } from './database.ts'
import { Fence } from './fence.ts'
import { leafOf, Store, system } from './store.ts'

let at: Rig
beforeEach(() => {
  at = rig()
})
afterEach(() => at.remove())

const using = <T>(store: Store, work: (store: Store) => T): T => {
  try {
    return work(store)
  } finally {
    store.close()
  }
}

describe('the ledger', () => {
  test('is durable: WAL, synchronous FULL', () => {
    using(at.create(), (store) => {
      expect(store.pragma('synchronous')).toBe(2)
      expect(store.pragma('journal_mode')).toBe('wal')
    })
  })

  test('refuses UPDATE and DELETE of an event and a body that names another seq', () => {
    using(at.create(), (store) => {
      seedOrders(store)
      const run = (sql: string) => () => store.act(system, (tx) => tx.run(sql))
      expect(run("UPDATE event SET body = replace(body, 'A-1', 'A-2')")).toThrow('ledger.appendOnly')
      expect(run('DELETE FROM event WHERE seq = 2')).toThrow('ledger.appendOnly')
      expect(run(`INSERT INTO event (seq, body, leaf) VALUES (999, '{"seq":7}', zeroblob(32))`)).toThrow(/CHECK/)
    })
  })

  test('an act that fails leaves no row and no event', () => {
    using(at.create(), (store) => {
      const before = store.lastSeq
      expect(() =>
        store.act(system, (tx) => {
          tx.run("INSERT INTO meta (key, value) VALUES ('half', 'done')")
          tx.append('settings.changed', {})
          throw new Error('no')
        }),
      ).toThrow('no')
      expect(store.lastSeq).toBe(before)
      expect(store.meta('half')).toBeNull()
      store.act(system, (tx) => tx.append('settings.changed', {}))
      expect(store.lastSeq).toBe(before + 1)
    })
  })

  test('times rise strictly, also when the clock does not', () => {
    using(at.create(), (store) => {
      const a = store.act(system, (tx) => tx.append('settings.changed', {}))
      const b = store.act(system, (tx) => tx.append('settings.changed', {}))
      at.clock.wall -= 3_600_000
      const c = store.act(system, (tx) => tx.append('settings.changed', {}))
      expect(b.at).toBeGreaterThan(a.at)
      expect(c.at).toBe(b.at + 1)
      expect(store.clockBehind()).toBeGreaterThan(3_500_000)
      store.act(system, (tx) => store.acceptClock(tx))
      expect(store.clockBehind()).toBe(0)
      at.clock.wall -= 60_000
      expect(store.clockBehind()).toBeGreaterThan(0)
    })
  })

  test('an accepted clock counts until it has caught up, also across restarts', () => {
    let store = at.create()
    at.clock.wall -= 3_600_000
    store.act(system, (tx) => store.acceptClock(tx))
    store.close()
    store = at.open()
    expect(store.clockBehind()).toBe(0)
    at.clock.wall += 7_200_000
    store.act(system, (tx) => tx.append('settings.changed', {}))
    expect(store.meta('clockBack')).toBeNull()
    store.close()
    at.clock.wall -= 1_800_000
    store = at.open()
    expect(store.clockBehind()).toBeGreaterThan(1_700_000)
    store.close()
  })

  test('a leaf is SHA-256(0x00 || body)', () => {
    expect(leafOf('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
  })

  test('a read handle cannot write', () => {
    using(at.create(), (store) => {
      expect(() => (store.read as unknown as Write).run("INSERT INTO meta (key, value) VALUES ('a', 'b')")).toThrow('storage.readOnly')
    })
  })
})

describe('a data folder', () => {
  test('has one owner; a second process is refused and told who it is', async () => {
    using(at.create(), () => {})
    const script = `import { Store } from ${JSON.stringify(join(import.meta.dirname, 'store.ts'))}
      import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../ports.ts'))}
      Store.open({ folder: ${JSON.stringify(at.folder)}, clock: systemClock, machine: ${JSON.stringify(at.machine)}, what: 'other' })
      console.log('open'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    try {
      await new Promise((resolve) => child.stdout.once('data', resolve))
      expect(() => at.open()).toThrow(
        expect.objectContaining({
          message: 'storage.locked',
          problems: [{ code: 'storage.locked', params: { folder: at.folder, pid: child.pid, what: 'other' } }],
        }),
      )
    } finally {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.once('exit', resolve))
    }
    using(at.open(), (store) => expect(store.lastSeq).toBeGreaterThan(0))
  })

  test('and a copy of it are one station: only one is open', () => {
    using(at.create(), () => {})
    const copy = join(at.root, 'copy')
    cpSync(at.folder, copy, { recursive: true })
    const openCopy = (): Store => Store.open({ folder: copy, clock: at.clock, machine: at.machine, what: 'copy' })
    using(at.open(), ({ station }) =>
      expect(openCopy).toThrow(expect.objectContaining({ problems: [{ code: 'storage.stationOpen', params: { station } }] })),
    )
    using(openCopy(), (store) => expect(store.lastSeq).toBeGreaterThan(0))
  })

  test('has a fence that takes the higher of what it knows and what lies on the disk', () => {
    const [one, two] = [new Fence(at.machine.fenceFolder, 'X'), new Fence(at.machine.fenceFolder, 'X')]
    one.reserve(1, 50)
    two.reserve(1, 20)
    two.reserve(2, 7)
    const fence = new Fence(at.machine.fenceFolder, 'X')
    expect([fence.highWater(1), fence.highWater(2)]).toEqual([50, 7])
    for (const opened of [one, two, fence]) opened.close()
  })

  test('loses what a restore that died had copied', () => {
    using(at.create(), () => {})
    const half = join(at.folder, 'ledger.restoring')
    writeFileSync(half, 'half')
    using(at.open(), () => expect(existsSync(half)).toBe(false))
  })

  test('of a newer program is refused and left as it is', () => {
    using(at.create(), () => {})
    const db = new Database(join(at.folder, 'ledger.sqlite'))
    db.pragma('user_version = 9990')
    db.close()
    expect(() => at.open()).toThrow(expect.objectContaining({ code: 'storage.newer' }))
  })

  test('that is damaged is refused with a code', () => {
    using(at.create(), (store) => seedOrders(store))
    const file = join(at.folder, 'ledger.sqlite')
    const handle = openSync(file, 'r+')
    for (let page = 1; page * 4096 < statSync(file).size; page++) writeSync(handle, Buffer.alloc(600, 0xa5), 0, 600, page * 4096)
    closeSync(handle)
    expect(() => at.open()).toThrow(expect.objectContaining({ code: 'storage.corrupted' }))
    const text = openSync(file, 'w')
    writeSync(text, 'this is no database, but long enough to have a header of one hundred bytes, which SQLite looks at first of all things')
    closeSync(text)
    expect(() => at.open()).toThrow(expect.objectContaining({ code: 'storage.corrupted' }))
  })

  test('that is full stops the act, loses nothing, and goes on when there is room', () => {
    using(at.create(), (store) => {
      seedOrders(store)
      const { lastSeq } = store
      store.limitPages(Number(store.pragma('page_count')) + 2)
      const fill = (): void => {
        for (let i = 0; i < 1000; i++) store.act(system, (tx) => tx.append('settings.changed', { reason: 'x'.repeat(2000) }))
      }
      expect(fill).toThrow(expect.objectContaining({ code: 'storage.full' }))
      const kept = store.read.get<{ n: number }>('SELECT count(*) AS n FROM event')!.n
      expect(kept).toBe(store.lastSeq)
      expect(kept).toBeGreaterThanOrEqual(lastSeq)
      store.limitPages(1_000_000)
      expect(store.act(system, (tx) => tx.append('settings.changed', {})).seq).toBe(kept + 1)
    })
  })

  test('on a disk that is full refuses with a code and goes on when there is room (a small tmpfs)', (context) => {
    const disk = join(at.root, 'disk')
    mkdirSync(disk)
    if (process.getuid?.() !== 0 || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk]).status !== 0)
      context.skip('mounting is not allowed here')
    try {
      const store = Store.create({ folder: join(disk, 'ledger'), clock: at.clock, machine: at.machine, what: 'test' }, 'training')
      try {
        const filler = join(disk, 'filler')
        const fill = (): void => {
          for (let i = 0; i < 5000; i++) store.act(system, (tx) => tx.append('settings.changed', { reason: 'x'.repeat(4000) }))
        }
        writeFileSync(filler, Buffer.alloc(1_200_000))
        expect(fill).toThrow(expect.objectContaining({ code: 'storage.full' }))
        const { lastSeq } = store
        expect(store.read.get('SELECT count(*) AS n, max(seq) AS last FROM event')).toEqual({ n: lastSeq, last: lastSeq })
        rmSync(filler)
        expect(store.act(system, (tx) => tx.append('settings.changed', {})).seq).toBe(lastSeq + 1)
      } finally {
        store.close()
      }
    } finally {
      spawnSync('umount', [disk])
    }
  })

  test.runIf(process.getuid?.() === 0)('that may not be written is refused with a code (tried as an unprivileged user)', () => {
    using(at.create(), () => {})
    chmodSync(at.root, 0o755)
    mkdirSync(at.machine.fenceFolder, { recursive: true })
    chownSync(at.machine.fenceFolder, 65534, 65534)
    const script = `import { Store } from ${JSON.stringify(join(import.meta.dirname, 'store.ts'))}
      import { systemClock } from ${JSON.stringify(join(import.meta.dirname, '../ports.ts'))}
      try { Store.open({ folder: ${JSON.stringify(at.folder)}, clock: systemClock, machine: ${JSON.stringify(at.machine)}, what: 'other' }) } catch (e) { console.log(e.code) }`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { uid: 65534, gid: 65534, encoding: 'utf8' })
    expect(['storage.readOnly', 'storage.unreachable']).toContain(stdout.trim())
  })
})
