import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseFaults } from '../../drivers/virtual-line/faults.ts'
import { thisMachine } from '../../electron/station/machine.ts'
import { systemClock } from '../../electron/station/ports.ts'
import { isFaultless, simulate, unrecordedOf } from '../../electron/station/simulate/simulate.ts'
import { Connection } from '../../electron/station/store/database.ts'
import { Store } from '../../electron/station/store/store.ts'

const root = mkdtempSync(join(tmpdir(), 'signet-sim-'))
process.env['SIGNET_FENCE_DIR'] = join(root, 'fence')
const seed = process.env['SIGNET_SEED'] ?? 'sim-20261122'
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe.each(['serial', 'lot'] as const)('a simulated order at %s level', (level) => {
  test.each([
    '',
    'smudge=8%',
    'skip=5%',
    'repeat=5%',
    'paper-out=3%',
    'power-cycle=2%',
    'mute=5%,stall=2%',
    'smudge=4%,skip=2%,repeat=2%,paper-out=2%,power-cycle=1%',
  ])('with %s loses and doubles nothing and balances', { timeout: 120_000 }, async (faults) => {
    const out = join(root, `${level}-${faults || 'none'}`)
    const result = await simulate({ level, labels: 60, faults: parseFaults(faults)!, seed, out, version: 'test' })
    expect(isFaultless(result), `seed ${seed} ${JSON.stringify(result)}`).toBe(true)
    expect(result).toMatchObject({ labels: 60, lost: 0, duplicate: 0 })
    if (level === 'lot') expect(result.serials).toEqual({ drawn: 0, verified: 0, burned: 0, left: 0 })
    if (faults === '')
      expect(result.reconciliation).toEqual({ out: 60, good: 60, void: 0, sampled: 0, scrapped: 0, returned: 0, missing: 0 })
  })
})

test('a whole label without a ledger row is lost, spoilt papers are not', { timeout: 60_000 }, async () => {
  const out = join(root, 'unrecorded')
  await simulate({ level: 'serial', labels: 8, faults: parseFaults('smudge=20%,paper-out=10%')!, seed, out, version: 'test' })
  const db = new Connection(join(out, 'ledger.sqlite'), { readonly: false })
  db.db.pragma('foreign_keys = OFF')
  const { id } = db.get<{ id: number }>("SELECT id FROM label WHERE state = 'verified'")!
  db.run('DELETE FROM label WHERE id = ?', id)
  db.close()
  const store = Store.open({ folder: out, clock: systemClock, machine: thisMachine(), what: 'test' })
  expect(await unrecordedOf(store, join(out, 'journal.jsonl'))).toBe(1)
  store.close()
})
