import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPdf } from '../rigs/read-pdf.ts'
import { call, eventually, launchStation, type StationApp, tapPort } from './fixtures.ts'

const key = (): string => crypto.randomUUID()

interface Saved {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Documents as a person makes them: pressed on a screen, made in a thread of the built engine, handed over as files. */
describe('documents', () => {
  let station: StationApp
  let page: Page

  beforeAll(async () => {
    station = await launchStation()
    page = station.page
    await tapPort(page)
    const person = {
      firm: '江苏衡远医疗器械有限公司',
      site: '苏州一厂',
      language: 'zh-CN',
      login: 'zhaojg',
      name: '赵建国',
      staffNo: '0001',
      password: 'correct horse battery',
      pin: '135790',
    }
    await eventually(async () => (await call(page, '/session/firstRun', { key: key(), ...person }))?.status === 200, 30_000)
    await page.getByText('赵建国').first().waitFor()
    // The system's own dialog would wait for a person: what would be saved is kept in the page instead.
    await page.evaluate(() => {
      const kept: { name: string; text: Promise<string> }[] = []
      Object.assign(window, { kept })
      const blobs = new Map<string, Blob>()
      const create = URL.createObjectURL
      URL.createObjectURL = (blob: Blob) => {
        const address = create(blob)
        blobs.set(address, blob)
        return address
      }
      HTMLAnchorElement.prototype.click = function () {
        const blob = blobs.get(this.href)!
        kept.push({
          name: this.download,
          text: blob.arrayBuffer().then((buffer) => Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')),
        })
      }
    })
  })
  afterAll(() => station?.close())

  const open = async (path: string): Promise<void> => {
    await page.evaluate((hash) => {
      location.hash = hash
    }, path)
  }
  /** The newest file that was handed over. */
  const saved = async (name: RegExp): Promise<Saved> => {
    const file = await eventually(
      () =>
        page.evaluate(async () => {
          const last = (window as unknown as { kept: { name: string; text: Promise<string> }[] }).kept.pop()
          return last === undefined ? undefined : { name: last.name, text: await last.text }
        }),
      20_000,
    )
    expect(file.name).toMatch(name)
    return { name: file.name, bytes: Uint8Array.from(file.text, (character) => character.charCodeAt(0)) }
  }

  it('the record of an order, from the page of exports', async () => {
    await open('/export')
    await page.getByRole('row', { name: /TR-000001/ }).click()
    await page.getByRole('button', { name: '批记录 (PDF)' }).click()
    const { bytes } = await saved(/^TRAINING-TR-000001\.pdf$/)
    const [first] = readPdf(bytes)
    expect(first!.text).toContain('培训 TRAINING 不得使用')
    expect(first!.text).toContain('批记录 TR-000001')
    await page.getByText('已备好，0 张标签').waitFor()
  })

  it('what a search of the log finds, in each form', async () => {
    await open('/audit')
    for (const [choice, name] of [
      ['PDF（存档）', /^TRAINING-audit-TRN-.*\.pdf$/],
      ['CSV（给人看）', /\.csv$/],
      ['JSON（原文和哈希）', /\.json$/],
    ] as const) {
      await page.getByRole('button', { name: '导出', exact: true }).click()
      await page.getByRole('menuitem', { name: choice }).click()
      expect((await saved(name)).bytes.length).toBeGreaterThan(500)
    }
  })

  it('the report of a shift, in one press with the hand-over; then the next person signs in', async () => {
    await open('/shift')
    await page.getByTestId('hand-over-report').click()
    const { bytes } = await saved(/^TRAINING-shift-\d{4}-\d\d-\d\d-\d+\.pdf$/)
    const pages = readPdf(bytes)
    expect(pages).toHaveLength(1)
    expect(pages[0]!.text).toContain('赵建国')
    expect(pages[0]!.text).toContain('前 ')
    await page.getByText('扫工牌，再输 PIN').waitFor()
  })
})
