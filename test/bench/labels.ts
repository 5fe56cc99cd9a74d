import { createRequire } from 'node:module'
import { type Canvas, createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { runLengthHex } from '../../drivers/printers/zpl.ts'
import { checkLabel, labelBytes, loadTemplate, renderLabel } from '../../electron/station/labels/make.ts'
import { fontFile } from '../../electron/station/resources.ts'
import { sampleImplant } from '../../electron/station/training.ts'
import { fieldsOf } from '../../shared/label/bind.ts'
import { compose } from '../../shared/label/document.ts'
import { printerLanguages } from '../../shared/printing.ts'
import { type BenchRow, compete, median, versionOf } from './bench.ts'

interface ZplImage {
  rgbaToACS(
    data: Uint8ClampedArray,
    width: number,
    options: { black?: number; rotate?: string; notrim?: boolean },
  ): { acs: string; length: number; rowlen: number }
}
const zplImage = createRequire(import.meta.url)('zpl-image') as ZplImage

const dpi = 300
const records = Array.from({ length: 60 }, (_, i) => ({
  lot: 'H26K1107',
  made: '2026-11-07',
  expires: '2031-11-06',
  serial: `HS26K${String(4101 + i).padStart(6, '0')}`,
}))
const settings = { dpi, darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 }

/** A 60x40 mm Chinese label at 300 dpi from record to ZPL, against canvas drawing + zpl-image, and the self-check's rate. */
export async function run(): Promise<BenchRow[]> {
  const template = loadTemplate('box-60x40')
  GlobalFonts.register(await import('node:fs').then(({ readFileSync }) => readFileSync(fontFile('medium'))), 'Peer Medium')
  const peerRecords = records.slice(0, 12)
  const { ours, peer } = compete({
    rounds: 7,
    n: records.length,
    peerN: peerRecords.length,
    oursRepeat: 3,
    ours: () =>
      records.reduce(
        (sum, record) =>
          sum + labelBytes(renderLabel(template, fieldsOf(sampleImplant, record), dpi, { training: false }).raster, settings).length,
        0,
      ),
    peer: () => peerRecords.reduce((sum, record) => sum + peerLabel(record), 0),
  })
  const ratio = ours / peer
  return [
    {
      name: 'label.zpl',
      ours: Math.round(ours),
      unit: 'labels/s',
      peer: Math.round(peer),
      peerVersion: `@napi-rs/canvas ${versionOf('@napi-rs/canvas')} + zpl-image ${versionOf('zpl-image')}`,
      ratio: Math.round(ratio * 10) / 10,
      target: 15,
      pass: ratio >= 15,
      n: records.length,
    },
    ...languageRates(),
    runLength(),
    await selfCheck(),
  ]
}

/** Record to bytes in every language, at 300 and at 600 dpi. */
function languageRates(): BenchRow[] {
  return printerLanguages.flatMap((language) =>
    (
      [
        [300, 500],
        [600, 150],
      ] as const
    ).map(([at, target]) => {
      const template = loadTemplate('box-60x40')
      const rates: number[] = []
      for (let round = 0; round < 4; round++) {
        const started = performance.now()
        for (const record of records) {
          const { raster } = renderLabel(template, fieldsOf(sampleImplant, record), at, { training: false })
          labelBytes(raster, { ...settings, dpi: at, language })
        }
        if (round > 0) rates.push((records.length * 1000) / (performance.now() - started))
      }
      const ours = median(rates)
      return { ...alone, name: `label.${language}.${at}`, ours: Math.round(ours), target, pass: ours >= target, n: records.length }
    }),
  )
}
const alone = { unit: 'labels/s', peer: null, peerVersion: null, ratio: null } as const

/** ^GFA run-length hex of the same dots: no larger than zpl-image's and at least five times as fast. */
function runLength(): BenchRow {
  const { raster } = renderLabel(loadTemplate('box-60x40'), fieldsOf(sampleImplant, records[0]!), dpi, { training: false })
  const rgba = new Uint8ClampedArray(raster.width * raster.height * 4).fill(255)
  for (let y = 0; y < raster.height; y++)
    for (let x = 0; x < raster.width; x++)
      if ((raster.bits[y * raster.stride + (x >> 3)]! & (0x80 >> (x & 7))) !== 0)
        rgba.fill(0, (y * raster.width + x) * 4, (y * raster.width + x) * 4 + 3)
  const theirs = (): number => zplImage.rgbaToACS(rgba, raster.width, { black: 50, notrim: true }).acs.length
  const { ours, peer } = compete({ rounds: 5, n: 1, peerN: 1, oursRepeat: 20, ours: () => runLengthHex(raster).length, peer: theirs })
  const ratio = ours / peer
  return {
    name: 'label.runLength',
    ours: Math.round(ours),
    unit: 'labels/s',
    peer: Math.round(peer),
    peerVersion: `zpl-image ${versionOf('zpl-image')}, ${theirs()} characters; ours ${runLengthHex(raster).length}`,
    ratio: Math.round(ratio * 10) / 10,
    target: 5,
    pass: ratio >= 5 && runLengthHex(raster).length <= theirs(),
    n: 1,
  }
}

/** The same drawing list with canvas calls, the canvas reused, then the fastest exact export of zpl-image. */
function peerLabel(record: (typeof records)[number]): number {
  const document = compose(loadTemplate('box-60x40'), fieldsOf(sampleImplant, record), dpi, { training: false })
  const reused: Canvas = canvas ?? createCanvas(document.width, document.height)
  canvas = reused
  const context = reused.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, document.width, document.height)
  context.fillStyle = '#000'
  context.textBaseline = 'top'
  for (const drawing of document.drawings) {
    if (drawing.draw === 'text') {
      context.font = `${drawing.size}px "Peer Medium"`
      context.fillText(drawing.text, drawing.x, drawing.y)
    } else if (drawing.draw === 'rect') context.strokeRect(drawing.x, drawing.y, drawing.width, drawing.height)
    else if (drawing.draw === 'symbol') {
      const { symbol, dots } = drawing
      for (let y = 0; y < symbol.height; y++)
        for (let x = 0; x < symbol.width; x++)
          if (symbol.modules[y * symbol.width + x] === 1) context.fillRect(drawing.x + x * dots, drawing.y + y * dots, dots, dots)
    }
  }
  const { data } = context.getImageData(0, 0, document.width, document.height)
  return zplImage.rgbaToACS(data as unknown as Uint8ClampedArray, document.width, { black: 50, notrim: true }).acs.length
}
let canvas: Canvas | null = null

async function selfCheck(): Promise<BenchRow> {
  const rendered = records.map((record) =>
    renderLabel(loadTemplate('box-60x40'), fieldsOf(sampleImplant, record), dpi, { training: false }),
  )
  const rates: number[] = []
  for (let round = 0; round < 6; round++) {
    const started = performance.now()
    for (const label of rendered) await checkLabel(label)
    if (round > 0) rates.push((rendered.length * 1000) / (performance.now() - started))
  }
  const ours = median(rates)
  return {
    name: 'label.selfCheck',
    ours: Math.round(ours),
    unit: 'labels/s',
    peer: null,
    peerVersion: null,
    ratio: null,
    target: 500,
    pass: ours >= 500,
    n: rendered.length,
  }
}
