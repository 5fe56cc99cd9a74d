import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../lib/paths.mjs'
import { evidencePageSource } from './evidence-page.mjs'

it('resources/evidence/page.html is what its sources give today (npm run generate)', async () => {
  const committed = readFileSync(join(root, 'resources', 'evidence', 'page.html'), 'utf8')
  expect((await evidencePageSource(root)) === committed).toBe(true)
  expect(committed.length).toBeLessThan(400_000)
})
