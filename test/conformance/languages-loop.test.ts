import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parseFaults } from '../../drivers/virtual-line/faults.ts'
import { isFaultless, simulate } from '../../electron/station/simulate/simulate.ts'
import { printerLanguages } from '../../shared/printing.ts'

const root = mkdtempSync(join(tmpdir(), 'signet-languages-'))
process.env['SIGNET_FENCE_DIR'] = join(root, 'fence')
const seed = process.env['SIGNET_SEED'] ?? 'languages'
afterAll(() => rmSync(root, { recursive: true, force: true }))

const others = printerLanguages.filter((language) => language !== 'zpl')

const answers = 'split-reply=6%,glued-reply=5%,half-reply=5%,lost-stx=5%,hs-mute=4%,reset=3%'

describe.each(printerLanguages)('answers of a printer in the field, in %s', (language) => {
  test('cost no label and double none', { timeout: 90_000 }, async () => {
    const out = join(root, `${language}-answers`)
    const result = await simulate({ level: 'serial', labels: 30, faults: parseFaults(answers)!, seed, out, version: 'test', language })
    expect(isFaultless(result), `seed ${seed} ${JSON.stringify(result)}`).toBe(true)
    expect(result).toMatchObject({ labels: 30, lost: 0, duplicate: 0 })
  })
})

describe.each(others)('the whole loop on a virtual line that speaks %s', (language) => {
  test.each(['paper-out=5%,power-cycle=3%', 'head-open=5%,ribbon-out=4%,smudge=3%,mute=3%,stall=2%'])(
    'loses and doubles nothing with %s',
    { timeout: 60_000 },
    async (faults) => {
      for (const level of ['serial', 'lot'] as const) {
        const out = join(root, `${language}-${level}-${faults.length}`)
        const result = await simulate({ level, labels: 30, faults: parseFaults(faults)!, seed, out, version: 'test', language })
        expect(isFaultless(result), `${level} seed ${seed} ${JSON.stringify(result)}`).toBe(true)
        expect(result).toMatchObject({ labels: 30, lost: 0, duplicate: 0 })
      }
    },
  )
})
