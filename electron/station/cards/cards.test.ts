import { afterEach, beforeEach, expect, test } from 'vitest'
import { decode } from '../../../drivers/image/zxing.ts'
import { commandText, commandVerbs, readCommand } from '../../../shared/print-verify/commands.ts'
import { type Rig, rig } from '../../../test/rigs/folder.ts'
import { readPdf } from '../../../test/rigs/read-pdf.ts'
import type { Store } from '../store/store.ts'
import { drawBars, mm } from './bars.ts'
import { commandCards } from './command-cards.ts'

let at: Rig
let store: Store
beforeEach(() => {
  at = rig()
  store = at.create()
})
afterEach(() => {
  store.close()
  at.remove()
})

/** What a printer of 300 dpi puts on paper, as a reader sees it. */
function paper(code: string) {
  const dots = 300 / 25.4
  const [width, height] = [Math.round(70 * dots), Math.round(20 * dots)]
  const data = new Uint8ClampedArray(width * height * 4).fill(255)
  drawBars(
    {
      fillColor: () => undefined,
      fill: () => undefined,
      rect(x, y, w, h) {
        const [left, right] = [Math.round((x / mm) * dots), Math.round(((x + w) / mm) * dots)]
        for (let row = Math.round((y / mm) * dots); row < ((y + h) / mm) * dots; row++)
          for (let column = left; column < right; column++) data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3)
      },
    },
    code,
    { centre: 35, y: 2, moduleMm: 0.33, heightMm: 15 },
  )
  return { data, width, height, colorSpace: 'srgb' } as const
}

test('every card reads as its verb, with quiet zone to spare on a 70 mm card', async () => {
  for (const verb of commandVerbs) {
    const read = await decode(paper(commandText(verb)), { formats: ['Code128'], tryHarder: true, tryRotate: false })
    expect(readCommand(`${read?.symbology ?? ''}${read?.text ?? ''}`), verb).toBe(verb)
  }
})

test('the sheet has its pages, words in the language of the station, and each code 40 mm from the next', async () => {
  const pages = readPdf(await commandCards(store))
  expect(pages).toHaveLength(3)
  const text = pages.map((page) => page.text).join('\n')
  for (const word of ['开始', '暂停', '作废（再扫标签）', '补印', '只印一半', '确认']) expect(text).toContain(word)
  expect(text).not.toContain('Void')
  for (const page of pages) expect([Math.round(page.width / mm), Math.round(page.height / mm)]).toEqual([148, 210])
})
