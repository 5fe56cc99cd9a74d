import { gcppos1 } from './company-prefix.ts'
import { yymmdd } from './dates.ts'
import { endOfDigits, type Problem, problem } from './problem.ts'

// GS1 US: North American Coupon Application Guideline Using GS1 DataBar Expanded Symbols, and AI (8112) Coupon Data
// Specification. A coupon is a chain of fields, most led by a digit that gives their length.

/** Walks the fields of a coupon; the first field that fails is kept. */
class Fields {
  readonly text: string
  readonly from: number
  readonly to: number
  at: number
  failed: Problem | null = null

  constructor(text: string, from: number, to: number) {
    this.text = text
    this.from = from
    this.to = to
    this.at = from
    const end = endOfDigits(text, from, to)
    if (end < to) this.fail('digits', end)
  }

  fail(field: string, at = this.at): void {
    this.failed ??= problem('value.coupon', Math.min(at, this.to - 1), { field })
  }

  /** A field of fixed length. Returns where it starts. */
  take(field: string, length: number): number {
    const start = this.at
    if (this.to - start < length) this.fail(field)
    this.at = Math.min(start + length, this.to)
    return start
  }

  /** One digit out of `allowed`. */
  code(field: string, allowed: string): void {
    const digit = this.text[this.at]
    if (this.at >= this.to || digit === undefined || !allowed.includes(digit)) this.fail(field)
    this.at++
  }

  /** A length digit out of `allowed`, then that many digits more than `base`. */
  sized(field: string, allowed: string, base: number, companyPrefix = false): void {
    const indicator = this.text[this.at]
    this.code(`${field}Length`, allowed)
    if (this.failed) return
    // 9 says that the field is left out; only fields that may be left out allow it beside a base
    const length = indicator === '9' && companyPrefix ? 0 : Number(indicator) + base
    const start = this.take(field, length)
    if (!this.failed && companyPrefix && length > 0 && gcppos1(this.text, start, start + length)) this.fail(field, start)
  }

  optional(indicator: string): boolean {
    if (this.failed || this.at >= this.to || this.text[this.at] !== indicator) return false
    this.at++
    return true
  }

  end(): Problem | null {
    if (this.at < this.to) this.fail('excess')
    return this.failed
  }
}

function purchase(fields: Fields, nth: string): void {
  fields.sized(`${nth}Requirement`, '12345', 0)
  fields.code(`${nth}RequirementCode`, '012349')
  fields.take(`${nth}FamilyCode`, 3)
}

function couponDate(fields: Fields, field: string): string {
  const start = fields.take(field, 6)
  if (!fields.failed && yymmdd(fields.text, start)) fields.fail(field, start)
  return fields.text.slice(start, start + 6)
}

/** AI 8110: the coupon code of North America. */
export function couponcode(text: string, from: number, to: number): Problem | null {
  const fields = new Fields(text, from, to)
  if (fields.failed) return fields.failed
  fields.sized('companyPrefix', '0123456', 6, true)
  fields.take('offerCode', 6)
  fields.sized('saveValue', '12345', 0)
  purchase(fields, 'first')
  if (fields.optional('1')) {
    fields.code('additionalRules', '0123')
    purchase(fields, 'second')
    fields.sized('secondCompanyPrefix', '01234569', 6, true)
  }
  if (fields.optional('2')) {
    purchase(fields, 'third')
    fields.sized('thirdCompanyPrefix', '01234569', 6, true)
  }
  const expires = fields.optional('3') ? couponDate(fields, 'expirationDate') : ''
  if (fields.optional('4')) {
    const start = couponDate(fields, 'startDate')
    if (expires !== '' && start > expires) fields.fail('startDate', fields.at - 6)
  }
  if (fields.optional('5')) fields.sized('serialNumber', '0123456789', 6)
  if (fields.optional('6')) fields.sized('retailer', '1234567', 6, true)
  if (fields.optional('9')) {
    fields.code('saveValueCode', '01256')
    fields.code('appliesTo', '012')
    fields.code('storeFlag', '0123456789')
    fields.code('multiplyFlag', '01')
  }
  return fields.end()
}

/** AI 8112: the positive offer file coupon code. */
export function couponposoffer(text: string, from: number, to: number): Problem | null {
  const fields = new Fields(text, from, to)
  if (fields.failed) return fields.failed
  fields.code('format', '01')
  fields.sized('funder', '0123456', 6)
  fields.take('offerCode', 6)
  fields.sized('serialNumber', '0123456789', 6)
  return fields.end()
}
