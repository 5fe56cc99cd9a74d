import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import PDFDocument from 'pdfkit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decode, pixelsOf } from '../../../drivers/image/zxing.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { type Rig, rig, seedOrders } from '../../../test/rigs/folder.ts'
import { crew, livedOrder, openScope, passLabel } from '../../../test/rigs/order-record.ts'
import { type PdfPage, readPdf } from '../../../test/rigs/read-pdf.ts'
import { doubtLabels } from '../line/acts.ts'
import { readPaper } from '../log/anchors.ts'
import { StationLog } from '../log/station-log.ts'
import { verifyWhole } from '../log/verify.ts'
import { saveProduct } from '../masters.ts'
import { readSettings, writeSettings } from '../settings.ts'
import { productById } from '../store/masters.ts'
import { type Store, system } from '../store/store.ts'
import { makeAuditExport, makeOrderRecord, makeShiftReport } from './make-record.ts'
import { TextBox } from './text-box.ts'
import { trainingBar, visible } from './words.ts'

let at: Rig
let store: Store
let log: StationLog
let orders: ReturnType<typeof seedOrders>
const all = { text: '', from: null, to: null, group: null }
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

function open(mode: 'training' | 'production' = 'training'): void {
  at = rig()
  store = at.create(mode)
  log = new StationLog(store, () => ({ os: null, passphrase: null }))
  orders = seedOrders(store)
}
beforeEach(() => open())
afterEach(() => {
  store.close()
  at.remove()
})

/** The QR code of a page's longest run of rectangles, at 4 dots a module. */
async function decodeRoot({ rectangles }: PdfPage): Promise<string | null> {
  const module = Math.min(...rectangles.map(([, , width]) => width))
  const [left, top] = [Math.min(...rectangles.map(([x]) => x)), Math.min(...rectangles.map(([, y]) => y))]
  const side = Math.round((Math.max(...rectangles.map(([x, , width]) => x + width)) - left) / module)
  const scale = 4
  const stride = Math.ceil((side * scale) / 8)
  const bits = new Uint8Array(stride * side * scale)
  for (const [x, y, width] of rectangles) {
    const [column, row, run] = [x - left, y - top, width].map((length) => Math.round(length / module) * scale) as [number, number, number]
    for (let dy = 0; dy < scale; dy++)
      for (let dx = 0; dx < run; dx++) bits[(row + dy) * stride + ((column + dx) >> 3)]! |= 0x80 >> ((column + dx) & 7)
  }
  const whole = { x: 0, y: 0, width: side * scale, height: side * scale }
  const pixels = pixelsOf({ width: side * scale, height: side * scale, stride, bits }, whole, 4 * scale)
  return (await decode(pixels, { formats: ['QRCode'] }))?.text ?? null
}

async function witnessedBy(pages: readonly PdfPage[]): Promise<void> {
  const paper = readPaper((await decodeRoot(pages.at(-1)!)) ?? '', log.origin)
  expect(paper).not.toBeNull()
  const verdict = verifyWhole(store.read, store.station, [{ kind: 'paper', name: 'p', size: paper!.size!, root: paper!.root, at: null }])
  expect(verdict).toMatchObject({ standing: 'witnessed', bad: null })
}

describe('the record of an order', () => {
  test('on paper: head, counts, deviation, every signature, exceptions, every label, the root that verifies', async () => {
    const { quality, labels } = await livedOrder(store, orders.serialOrder, 70)
    const { name, bytes, rows } = await makeOrderRecord({ store, log }, quality, orders.serialOrder, 'pdf')
    expect([name, rows]).toEqual(['TRAINING-A-1.pdf', labels.length])
    const pages = readPdf(bytes)
    expect(pages.length).toBeGreaterThan(3)
    for (const [i, page] of pages.entries()) {
      expect([page.width, page.height].map(Math.round)).toEqual([595, 842])
      expect(page.text).toContain(trainingBar)
      expect(page.text).toContain(`第 ${i + 1} 页，共 ${pages.length} 页`)
    }
    const whole = pages.map((page) => page.text).join('\n')
    for (const words of [
      '生物型股骨柄 12/14 锥度',
      '06901234500011',
      '国械注准20243130218',
      'LOT1',
      '2029-01-01（两人签名改过）',
      '失效日期',
      '打印机 1',
      '扫描器 1',
      '=ROLL-7',
      '缺纸',
      '读不出 NR',
      '破损：卷边',
      '留样',
      '同一序列号',
      '序列号停用',
      '打印机计数',
      '序列号：领 90 = 核验 71 + 停用 2 + 未用 17',
    ])
      expect(whole, words).toContain(words)
    for (const words of [
      '改失效日期 1/2',
      '改失效日期 2/2',
      '同码补印 1/2',
      '偏差 1/2',
      '偏差 2/2',
      '稳定性报告 SR-26-04',
      '旧标签已销毁',
      '查过出纸口、机内和废标盒',
      '李文博 Q1',
      '周敏 Q2',
      '2026-03-01 08:00:00 +08:00',
    ])
      expect(whole, words).toContain(words)
    expect(whole).toMatch(/DV-260301-1/)
    const serials = new Set(whole.match(/T-\d{6}/g))
    expect(serials.size).toBe(73)
    // Heads stand on each page that a table goes on over.
    expect(pages.filter((page) => page.text.includes('送印时间')).length).toBeGreaterThan(1)
    await witnessedBy(pages)
    expect(log.state().witness).toMatchObject({ kind: 'paper', name: 'TRAINING-A-1.pdf' })
  })

  test('what only left the station is sent, not printed', async () => {
    const { operator } = await crew(store)
    const scope = await openScope(store, orders.serialOrder, 2)
    passLabel(store, operator, scope, 1, false)
    const seen = passLabel(store, operator, scope, 2, false)
    store.act(operator, (tx) => tx.run('UPDATE label SET evidence = 2 WHERE id = ?', seen))
    const [first, ...rest] = readPdf((await makeOrderRecord({ store, log }, operator, orders.serialOrder, 'pdf')).bytes)
    const words = [first!, ...rest].flatMap((page) => page.text.split('\n'))
    expect(words.filter((word) => word === '已发送')).toHaveLength(1)
    expect(words.filter((word) => word === '已印')).toHaveLength(1)
    expect(first!.text).toContain('订单还没有关闭，这不是最终的批记录。')
  })

  test('at lot level, in production and in English: no bar, no serials', async () => {
    store.close()
    at.remove()
    open('production')
    writeSettings(store, system, { ...readSettings(store), firm: 'Hengyuan', language: 'en' })
    const { id, revision, ...syringe } = productById(store.read, 2)!
    saveProduct(store, system, id, { ...syringe, name: '一次性使用无菌注射器'.repeat(9), expiryTerm: 'useBy' }, null)
    expect(revision).toBeGreaterThan(0)
    const { quality } = await livedOrder(store, orders.lotOrder, 5)
    const pages = readPdf((await makeOrderRecord({ store, log }, quality, orders.lotOrder, 'pdf')).bytes)
    const whole = pages.map((page) => page.text).join('\n')
    expect(whole).not.toContain('TRAINING')
    for (const words of [
      'Order record',
      'Page 1 of',
      'Hengyuan',
      'Use by',
      'there is no serial balance',
      'deviation 1/2',
      'Root of the first',
    ])
      expect(whole, words).toContain(words)
    // A long name goes on on the next line: nothing of it is lost.
    expect(pages[0]!.text.replaceAll('\n', '')).toContain('一次性使用无菌注射器'.repeat(9))
    await witnessedBy(pages)
  })

  test('as JSON: every key, the same content, a signed tree head, and no claim of a witness', async () => {
    const { quality, labels } = await livedOrder(store, orders.serialOrder)
    const { bytes } = await makeOrderRecord({ store, log }, quality, orders.serialOrder, 'json')
    const record = JSON.parse(text(bytes)) as Record<string, never[]> & {
      order: Record<string, unknown>
      checkpoint: Record<string, string>
    }
    expect(Object.keys(record)).toEqual([
      'schema',
      'kind',
      'mode',
      'station',
      'firm',
      'site',
      'made',
      'by',
      'asOf',
      'order',
      'reconciliation',
      'serials',
      'deviations',
      'signatures',
      'devices',
      'rolls',
      'grades',
      'exceptions',
      'reprints',
      'stops',
      'checkpoint',
      'labels',
    ])
    expect(record).toMatchObject({
      schema: 1,
      mode: 'training',
      by: '李文博',
      order: {
        no: 'A-1',
        state: 'closed',
        di: '06901234500011',
        expiryOverridden: true,
        expiryTerm: 'expires',
        template: { name: 'box-60x40', version: 1 },
        closed: { who: { name: '王秀兰', role: 'operator' } },
      },
      reconciliation: { out: 16, good: 12, void: 2, sampled: 1, scrapped: 0, returned: 0, missing: 1, source: 'printer' },
      serials: { drawn: 32, verified: 13, burned: 2, left: 17 },
      deviations: [
        {
          number: 'DV-260301-1',
          missing: 1,
          limit: 1,
          ordinals: [12],
          signatures: [{ name: '李文博', meaning: 'deviation' }, { name: '周敏' }],
        },
      ],
      devices: ['打印机 1', '扫描器 1'],
      rolls: [{ lot: '=ROLL-7', device: '打印机 1' }],
    })
    expect(record['signatures']).toHaveLength(6)
    expect(record['labels']).toHaveLength(labels.length)
    expect(record['labels']![0]).toMatchObject({
      drawnAt: expect.stringMatching(/^2026-03-01T00:00:00/),
      judgedAt: expect.any(String),
      operator: '王秀兰',
    })
    expect(Object.values(record['labels']![0]!)).not.toContain(undefined)
    expect(record['exceptions']!.map(({ kind }) => kind)).toEqual(['label.voided', 'label.voided', 'label.sampled', 'label.missing'])
    expect(record['reprints']).toHaveLength(4)
    const { size, root } = readPaper(record.checkpoint['text']!, log.origin)!
    expect(verifyWhole(store.read, store.station, [{ kind: 'file', name: 'f', size: size!, root, at: null }]).standing).toBe('witnessed')
    expect(log.state().witness).toBeNull()
  })

  test('as CSV for people: a BOM, the bar, and no cell that begins a formula', async () => {
    const { operator } = await crew(store)
    const scope = await openScope(store, orders.serialOrder, 1)
    passLabel(store, operator, scope, 1)
    const { bytes, rows } = await makeOrderRecord({ store, log }, operator, orders.serialOrder, 'csv')
    const [bar, heads, first] = text(bytes).split('\r\n')
    expect([bar, rows]).toEqual([`\uFEFF${trainingBar}`, 1])
    expect(heads).toContain('ordinal,take,serial,state,evidence')
    expect(first).toMatch(/^A-1,06901234500011,LOT1,2026-02-01,.*,1,1,T-000001,verified,E5,/)
  })

  test('each export is an entry; an order that is not there, a ledger that cannot be read: codes with words', async () => {
    const { operator } = await crew(store)
    await makeOrderRecord({ store, log }, operator, orders.lotOrder, 'pdf')
    const last = JSON.parse(store.read.get<{ body: string }>('SELECT body FROM event ORDER BY seq DESC LIMIT 1')!.body) as object
    expect(last).toMatchObject({ kind: 123, entities: { order: 'B-1' }, after: { what: 'order', format: 'pdf', rows: 0 } })
    await expect(async () => makeOrderRecord({ store, log }, operator, 999, 'pdf')).rejects.toThrow('order.unknown')
    const folder = mkdtempSync(join(tmpdir(), 'signet-no-ledger-'))
    try {
      const elsewhere = Object.create(store, { folder: { value: folder } }) as Store
      await expect(makeOrderRecord({ store: elsewhere, log }, operator, orders.lotOrder, 'pdf')).rejects.toThrow('storage.unreachable')
      // A file that is a database and no ledger.
      writeFileSync(join(folder, 'ledger.sqlite'), '')
      await expect(makeOrderRecord({ store: elsewhere, log }, operator, orders.lotOrder, 'json')).rejects.toThrow('record.failed')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    for (const code of ['record.failed', 'record.noShift', 'audit.tooMany', 'storage.unreachable'])
      expect(isWord(`error.${code}`), code).toBe(true)
    expect(store.lastSeq).toBe(store.read.get<{ n: number }>('SELECT max(seq) AS n FROM event WHERE kind = 123')!.n)
  })

  test('without a key the page says so in words, and no witness is claimed', async () => {
    const locked = new StationLog(store, () => ({ os: null, passphrase: null }))
    locked.tryCheckpoint = () => null
    const pages = readPdf((await makeOrderRecord({ store, log: locked }, system, orders.lotOrder, 'pdf')).bytes)
    expect(pages.at(-1)!.text).toContain('没有签名的检查点')
    expect(log.state().witness).toBeNull()
  })
})

describe('the hand-over of a shift', () => {
  const handOver = (by: { user: number; role: string }) => store.act(by, (tx) => tx.append('shift.changed', { after: null }))

  test('one page: what was done in it, doubts, rolls, faults, and the root', async () => {
    await expect(async () => makeShiftReport({ store, log }, system)).rejects.toThrow('record.noShift')
    const { operator, scope } = await livedOrder(store, orders.serialOrder)
    handOver(operator)
    at.clock.wall += 8 * 3_600_000
    const lot = await openScope(store, orders.lotOrder, 40)
    const doubtful: number[] = []
    for (let ordinal = 1; ordinal <= 40; ordinal++) {
      const id = passLabel(store, operator, lot, ordinal, ordinal <= 20)
      if (ordinal > 20) doubtful.push(id)
    }
    doubtLabels(store, operator, lot, doubtful, 'restart')
    for (let n = 0; n < 30; n++)
      store.act(operator, (tx) =>
        tx.append('device.fault', { entities: { order: lot.order.no, ordinal: n }, after: { status: 'jam' }, device: '打印机 1' }),
      )
    handOver(operator)
    const { name, bytes } = await makeShiftReport({ store, log }, operator)
    expect(name).toMatch(/^TRAINING-shift-2026-03-01-\d+\.pdf$/)
    const pages = readPdf(bytes)
    expect(pages).toHaveLength(1)
    const [page] = pages
    expect(page!.text).toContain(trainingBar)
    for (const words of [
      '2026-03-01 08:00:00 +08:00',
      '2026-03-01 16:00:00 +08:00',
      '王秀兰（操作员）',
      'B-1',
      '20 / 100',
      '卡纸',
      '另有 14 条',
      '另有 22 条',
    ])
      expect(page!.text, words).toContain(words)
    // The first shift's order is not in the second shift.
    expect(page!.text).not.toContain(scope.order.no)
    await witnessedBy(pages)
  })

  test('a good label that is taken out in the same shift is not counted good', async () => {
    const { operator } = await livedOrder(store, orders.serialOrder)
    handOver(operator)
    const page = readPdf((await makeShiftReport({ store, log }, operator)).bytes)[0]!
    const row = page.text.split('\n')
    const from = row.indexOf('A-1')
    expect(row.slice(from, from + 7).slice(2)).toEqual(['LOT1', '12', '2', '1', '12 / 100'])
  })
})

describe('the log on paper and as a file', () => {
  test('finds by the name of a device, by part of it, and by a name it had', async () => {
    const { operator } = await crew(store)
    store.act(operator, (tx) => tx.append('device.fault', { after: { status: 'jam' }, device: '老打印机' }))
    store.act(operator, (tx) => {
      tx.run("INSERT INTO device (role, name, data, state) VALUES ('printer', '打印机 A', '{}', 'active')")
      return tx.append('device.added', { after: { name: '打印机 A' }, device: '打印机 A' })
    })
    const found = async (words: string) =>
      (
        JSON.parse(text((await makeAuditExport({ store, log }, operator, { ...all, text: words }, 'json')).bytes)) as {
          rows: { kindName: string }[]
        }
      ).rows.map(({ kindName }) => kindName)
    expect(await found('打印机 A')).toEqual(['device.added'])
    expect(await found('打印机')).toEqual(['device.added'])
    expect(await found('老打印机')).toEqual(['device.fault'])
  })

  test('JSON holds what was hashed, ready to be proved; filters as on the screen', async () => {
    const { operator } = await livedOrder(store, orders.serialOrder)
    const { bytes, rows, name } = await makeAuditExport({ store, log }, operator, { ...all, text: 'A-1', group: 4 }, 'json')
    const file = JSON.parse(text(bytes)) as {
      rows: { seq: number; body: string; leaf: string; kind: number; signatures: object[] }[]
      query: object
      checkpoint: { size: number }
    }
    expect(name).toBe(`TRAINING-audit-${store.station}-2026-03-01.json`)
    expect(file.rows).toHaveLength(rows)
    expect(file.query).toEqual({ text: 'A-1', from: null, to: null, group: 4 })
    expect(file.rows.every(({ kind }) => kind >= 400 && kind < 500)).toBe(true)
    expect(file.rows.map(({ seq }) => seq)).toEqual(file.rows.map(({ seq }) => seq).toSorted((a, b) => a - b))
    for (const { seq, body, leaf } of file.rows) {
      const row = store.read.get<{ body: string; leaf: Buffer }>('SELECT body, leaf FROM event WHERE seq = ?', seq)!
      expect([body, leaf]).toEqual([row.body, row.leaf.toString('hex')])
    }
    expect(file.rows.find(({ kind }) => kind === 421)!.signatures).toHaveLength(2)
    expect(file.checkpoint.size).toBeGreaterThanOrEqual(file.rows.at(-1)!.seq)
  })

  test('CSV guards against formulas and names signers; the PDF is landscape, with bar, pages and root', async () => {
    const { quality } = await livedOrder(store, orders.serialOrder)
    store.act(quality, (tx) => tx.append('device.roll', { after: { lot: 'x' }, reason: '=HYPERLINK("http://x")', device: '+打印机' }))
    const csv = text((await makeAuditExport({ store, log }, quality, all, 'csv')).bytes)
    expect(csv.startsWith(`\uFEFF${trainingBar}\r\n`)).toBe(true)
    expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`)
    expect(csv).toContain(",'+打印机,")
    expect(csv).not.toMatch(/(^|,)"?[=@+]/m)
    expect(csv).toContain('李文博（质量） 2026-03-01 08:00:00 +08:00 偏差 查过出纸口、机内和废标盒')
    const pages = readPdf((await makeAuditExport({ store, log }, quality, all, 'pdf')).bytes)
    for (const [i, page] of pages.entries()) {
      expect(page.width).toBeGreaterThan(page.height)
      for (const words of [trainingBar, `第 ${i + 1} 页，共 ${pages.length} 页`]) expect(page.text).toContain(words)
    }
    const whole = pages.map((page) => page.text.replaceAll('\n', '')).join('')
    expect(whole).toContain('查过出纸口、机内和废标盒')
    await witnessedBy(pages)
  })

  test('more than fits one file is refused with what to do', async () => {
    const { operator } = await crew(store)
    const text100k =
      "INSERT INTO event (seq, body, leaf) SELECT ? + value, json_object('seq', ? + value, 'at', ? + value, 'kind', 123, 'actor', 0), zeroblob(32) FROM (WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 100001) SELECT value FROM n)"
    store.stage((tx) => tx.run(text100k, store.lastSeq, store.lastSeq, store.lastAt))
    await expect(makeAuditExport({ store, log }, operator, { ...all, group: 1 }, 'csv')).rejects.toThrow('audit.tooMany')
  })
})

describe('lines of text', () => {
  const box = new TextBox(new PDFDocument({ autoFirstPage: false }))

  test('are no wider than their column, lose nothing, and neither begin with a closing nor end with an opening mark', () => {
    for (const words of [
      '生物型股骨柄（羟基磷灰石涂层，左右通用），配套国产与进口陶瓷球头使用。一次性使用无菌包装（环氧乙烷灭菌）',
      'a'.repeat(300),
      'Cementless femoral stem (hydroxyapatite coated), left and right 07301234567890123456789012345678901234567890',
      '混 mixed 文字 with 12,345.67 figures（and marks）、',
    ]) {
      for (let width = 60; width <= 140; width += 4) {
        const lines = box.wrap(words, width, 9, 'medium')
        expect(lines.length, words).toBeGreaterThan(1)
        expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''))
        for (const line of lines) {
          expect(box.width(line, 9, 'medium'), line).toBeLessThanOrEqual(width + 0.5)
          expect(line).not.toMatch(/^[、，。）]|（$/)
        }
      }
    }
  })

  test('show what would turn or hide them', () => {
    expect(visible('A\u202eB\u200bC\u001dD\nE')).toBe('A[U+202E]B[U+200B]C[U+001D]D E')
  })
})
