import { pixelsOf } from '../../../drivers/image/zxing.ts'
import type { Outcome } from '../../../shared/errors.ts'
import { fieldsOf } from '../../../shared/label/bind.ts'
import { type ModuleGrid, quietZoneOf, rasterOf } from '../../../shared/symbols/symbol.ts'
import { GS } from '../../../shared/udi/gs1/element-string.ts'
import type { Finding } from '../../../shared/validation.ts'
import { sampleImplant } from '../training.ts'
import type { Trial } from './bench.ts'
import { must, ok } from './finding.ts'

const year = 2026
/** A code with everything that a serial label carries; expiry before lot, so that a lost separator shows. */
const sample = `0106901234500011112601051731010410LOT1${GS}21SER1`

/** Wrong codes, and the fault that must be told. */
const wrong: readonly (readonly [string, string])[] = [
  [`]d2${sample.replace('0106901234500011', '0106901234500012')}`, 'value.checkDigit'],
  [`]d2${sample.replace('17310104', '17311304')}`, 'value.month'],
  [`]d2${sample.replace('LOT1', 'LÖT1')}`, 'char.illegal'],
  [`]d1${sample}`, 'symbology.notGs1'],
]

/** GS1 element strings are read, and wrong ones are refused (GS1 General Specifications 7.8). */
export function parses({ parts }: Trial): Finding {
  const read = parts.parseScan(`]d2${sample}`, { now: year })
  const { di, pi } = read
  const got = [di, pi.made, pi.expires, pi.lot, pi.serial].join(' ')
  must(read.ok && got === '06901234500011 2026-01-05 2031-01-04 LOT1 SER1', 'validation.misread', got)
  for (const [scan, code] of wrong) {
    const { ok: taken, errors } = parts.parseScan(scan, { now: year })
    must(!taken && errors.some((error) => error.code === code), 'validation.notRefused', `${code} ≠ ${errors[0]?.code ?? '–'}`)
  }
  return ok(`${got} · ${wrong.map(([, code]) => code).join(', ')}`)
}

const symbols = [
  { name: 'GS1 DataMatrix', symbology: 'gs1datamatrix', format: 'DataMatrix', aim: ']d2', barHeight: 4 },
  { name: 'GS1-128', symbology: 'gs1-128', format: 'Code128', aim: ']C1', barHeight: 60 },
] as const

/** Both carriers are made and read back by a decoder that knows nothing of the encoder. */
export async function encodes({ parts }: Trial): Promise<Finding> {
  const seen: string[] = []
  for (const { name, symbology, format, aim, barHeight } of symbols) {
    const made: Outcome<ModuleGrid> = symbology === 'gs1-128' ? parts.gs1128(sample) : parts.gs1DataMatrix(sample)
    must(made.ok, 'validation.noSymbol', name)
    const raster = rasterOf(made.value, quietZoneOf(symbology), 4, barHeight)
    const whole = { x: 0, y: 0, width: raster.width, height: raster.height }
    const read = await parts.decode(pixelsOf(raster, whole, 8), { formats: [format], tryHarder: true, tryRotate: false })
    must(read !== null && read.symbology === aim && read.text === sample, 'validation.misread', `${name} ${read?.symbology ?? '–'}`)
    seen.push(`${name} ${made.value.width} × ${made.value.height} ${aim}`)
  }
  return ok(seen.join(', '))
}

const heads = [203, 300, 600] as const

/** Every template at every head: drawn, its symbols decoded from the dots, equal to what was to be encoded; the same dots twice. */
export async function drawsTemplates({ parts, templates }: Trial): Promise<Finding> {
  must(templates.length > 0, 'validation.noTemplate')
  const record = { lot: 'VAL', made: '2026-01-05', expires: '2031-01-04', serial: 'VAL-000001' }
  const fields = { ...fieldsOf(sampleImplant, record), sscc: '369012340000001236' }
  let count = 0
  for (const name of templates)
    for (const dpi of heads) {
      const draw = () => parts.renderLabel(parts.loadTemplate(name), fields, dpi, { training: true })
      const label = draw()
      must(label.document.symbols.length > 0, 'validation.noSymbol', `${name} ${dpi} dpi`)
      await parts.checkLabel(label)
      must(draw().sha256 === label.sha256, 'validation.differs', `${name} ${dpi} dpi`)
      count += label.document.symbols.length
    }
  return ok(`${templates.length} × ${heads.join('/')} dpi = ${count}`)
}
