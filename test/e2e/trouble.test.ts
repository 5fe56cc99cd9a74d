import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { thisMachine } from '../../electron/station/machine.ts'
import { systemClock } from '../../electron/station/ports.ts'
import { Store } from '../../electron/station/store/store.ts'
import { launchStation } from './fixtures.ts'

async function said(prepare: (folder: string) => (() => void) | undefined): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'signet-trouble-'))
  process.env['SIGNET_FENCE_DIR'] = join(root, 'fence')
  const data = join(root, 'data')
  mkdirSync(data)
  const undo = prepare(data)
  const { page, close } = await launchStation({ dataDir: data })
  try {
    await page.waitForSelector('[data-testid="cannot-open"]', { timeout: 30_000 })
    return (await page.textContent('[data-testid="cannot-open"]')) ?? ''
  } finally {
    await close()
    undo?.()
    rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

test('a damaged ledger is said in words, and left as it is', async () => {
  const text = await said((data) => {
    writeFileSync(
      join(data, 'ledger.sqlite'),
      'this is no database, but it is long enough to look like a file that once was one, a hundred bytes and more',
    )
    return undefined
  })
  expect(text).toContain('账本文件损坏')
  expect(text).not.toMatch(/storage\.|Error|at /)
})

test('a ledger that another station holds is said in words', async () => {
  const text = await said((data) => {
    const store = Store.create({ folder: data, clock: systemClock, machine: thisMachine(), what: 'other' }, 'training')
    return () => store.close()
  })
  expect(text).toContain('账本正被另一个码站使用')
})
