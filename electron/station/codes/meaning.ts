import type { ErrorParams } from '../../../shared/station-error.ts'
import type { ParseResult } from '../../../shared/udi/types.ts'
import type { StoredProduct } from '../store/masters.ts'
import type { Store } from '../store/store.ts'

/** One thing a code means, against the product and its orders. */
export interface Meaning {
  readonly code: string
  readonly params: ErrorParams
  readonly state: 'ok' | 'warn' | 'bad'
}

const fields = ['lot', 'serial', 'made', 'expires'] as const

/**
 * Whether a code that reads well also says what it should: its DI is known, it carries what the product's labels carry, its lot is on an
 * order and its dates are that order's, its serial is one of this station's, and the text printed beside it (typed in or scanned) is the same.
 */
export function meaningOf(
  store: Pick<Store, 'read'>,
  result: ParseResult,
  product: StoredProduct | null,
  printed: string | null,
): Meaning[] {
  const found: Meaning[] = []
  const say = (code: string, state: Meaning['state'], params: ErrorParams = {}): void =>
    void found.push({ code: `meaning.${code}`, params, state })
  if (result.di !== null || result.value !== null) {
    if (product === null) say('diUnknown', 'warn', { di: result.di ?? result.value })
    else say('diKnown', 'ok', { name: product.name, spec: product.spec })
  }
  if (product !== null && result.di !== null) {
    for (const field of fields) {
      const [due, there] = [product.pi[field], result.pi[field] !== null]
      if (due && !there) say('piMissing', 'bad', { field })
      if (!due && there) say('piExtra', 'warn', { field })
    }
    if (result.di === product.di) orders(store, result, product, say)
  }
  if (printed !== null && printed.trim() !== '') {
    const [a, b] = [readable(printed), readable(result.elements.map(({ ai, value }) => `(${ai})${value}`).join(''))]
    if (a === b) say('textEqual', 'ok')
    else
      say('textDiffers', 'bad', {
        at: differsAt(a, b) + 1,
        found: a.slice(differsAt(a, b), differsAt(a, b) + 12),
        due: b.slice(differsAt(a, b), differsAt(a, b) + 12),
      })
  }
  return found
}

function orders(
  { read }: Pick<Store, 'read'>,
  { pi }: ParseResult,
  product: StoredProduct,
  say: (code: string, state: Meaning['state'], params?: ErrorParams) => void,
): void {
  if (pi.lot !== null) {
    const order = read.get<{ no: string; made: string; expires: string }>(
      'SELECT no, made, expires FROM work_order WHERE product = ? AND lot = ? ORDER BY id DESC LIMIT 1',
      product.id,
      pi.lot,
    )
    if (order === undefined) say('lotUnknown', 'warn', { lot: pi.lot })
    else {
      say('lotOnOrder', 'ok', { lot: pi.lot, no: order.no })
      for (const field of ['made', 'expires'] as const)
        if (pi[field] !== null && pi[field] !== order[field] && (field === 'made' || product.shelf !== null))
          say('dateDiffers', 'bad', { field, found: pi[field], due: order[field], no: order.no })
    }
  }
  if (pi.serial !== null) {
    const unit = read.get<{ life: string }>(
      'SELECT u.life FROM unit u JOIN di d ON d.id = u.di WHERE d.di = ? AND u.serial = ?',
      product.di,
      pi.serial,
    )
    if (unit === undefined) say('serialUnknown', 'warn', { serial: pi.serial })
    else say(`serial.${unit.life}`, unit.life === 'burned' ? 'bad' : 'ok', { serial: pi.serial })
  }
}

/** Human readable text without what only spaces it. */
const readable = (text: string): string =>
  text
    .replaceAll(/[\s\u001d]/g, '')
    .replaceAll('（', '(')
    .replaceAll('）', ')')

function differsAt(a: string, b: string): number {
  let i = 0
  while (i < a.length && i < b.length && a[i] === b[i]) i++
  return i
}
