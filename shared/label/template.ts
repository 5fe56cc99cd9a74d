import * as z from 'zod'

/** Values a label can show. Dates YYYY-MM-DD; null = not on this label. */
export interface LabelFields {
  readonly di: string | null
  readonly lot: string | null
  readonly serial: string | null
  readonly made: string | null
  readonly expires: string | null
  readonly sscc: string | null
  readonly name: string | null
  readonly nameEn: string | null
  readonly spec: string | null
  readonly ref: string | null
  readonly registration: string | null
  readonly registrant: string | null
  readonly sterile: string | null
  readonly singleUse: boolean
}

export const fieldNames = [
  'di',
  'lot',
  'serial',
  'made',
  'expires',
  'sscc',
  'name',
  'nameEn',
  'spec',
  'ref',
  'registration',
  'registrant',
  'sterile',
] as const
export type FieldName = (typeof fieldNames)[number]

const mm = z.number().min(0).max(500)
/** Shown only when the field has a value. */
const when = z.enum([...fieldNames, 'singleUse']).optional()
const weight = z.enum(['medium', 'bold']).default('medium')

/** Text with `{field}` places. `size` is the em height; it shrinks to `least` before the label is refused. */
const textElement = z.object({
  type: z.literal('text'),
  x: mm,
  y: mm,
  size: z.number().min(0.8).max(60),
  least: z.number().min(0.8).optional(),
  width: mm,
  text: z.string().max(200),
  align: z.enum(['left', 'center']).default('left'),
  weight,
  when,
})
/** A framed word such as LOT (ISO 15223-1), centred in its frame. */
const markElement = z.object({
  type: z.literal('mark'),
  x: mm,
  y: mm,
  width: mm,
  height: mm,
  text: z.string().max(20),
  size: z.number(),
  when,
})
const iconElement = z.object({ type: z.literal('icon'), x: mm, y: mm, size: mm, icon: z.enum(['made', 'expires', 'noReuse']), when })
const lineElement = z.object({ type: z.literal('line'), x: mm, y: mm, width: mm, height: mm })
/** A code. `xDimension`: wanted module width; it becomes whole dots. `height`: bars of a linear symbol, without text. */
const symbolElement = z.object({
  type: z.literal('symbol'),
  x: mm,
  y: mm,
  symbology: z.enum(['gs1datamatrix', 'gs1-128']),
  carries: z.enum(['udi', 'sscc']),
  xDimension: z.number().min(0.1).max(2),
  height: mm.optional(),
  most: mm.optional(),
})
/** Human readable interpretation, one element string a line, made from the encoded data. */
const hriElement = z.object({
  type: z.literal('hri'),
  x: mm,
  y: mm,
  size: z.number(),
  leading: z.number(),
  width: mm,
  carries: z.enum(['udi', 'sscc']),
  align: z.enum(['left', 'center']).default('left'),
  perLine: z.boolean().default(true),
})

/** A label template: mm from the top left corner. `use` names the GS1 symbol specification table it is judged by. */
export const template = z.object({
  schema: z.literal(1),
  title: z.string().min(1).max(40),
  version: z.number().int().min(1),
  widthMm: z.number().min(10).max(220),
  heightMm: z.number().min(8).max(300),
  use: z.enum(['table5', 'table6', 'table8', 'table10']),
  elements: z
    .array(z.discriminatedUnion('type', [textElement, markElement, iconElement, lineElement, symbolElement, hriElement]))
    .min(1)
    .max(100),
})

export type Template = z.infer<typeof template>
export type TemplateElement = Template['elements'][number]
export type SymbolElement = Extract<TemplateElement, { type: 'symbol' }>
