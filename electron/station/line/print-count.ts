import type { Store } from '../store/store.ts'

interface Book {
  /** The order whose labels are being counted, and the printer's count when that began. */
  readonly open: { readonly order: number; readonly base: number } | null
  readonly sums: Readonly<Record<string, number>>
}

/**
 * Labels out per order, by the printer's own counter. The counter runs on through pauses, crashes and other orders, so it is booked to
 * the order whose line was started last; it knows nothing of the ledger's labels, which is why the two can be compared.
 */
export class PrintCount {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** From now on the counter belongs to this order (null: to none, for test labels). */
  switchTo(order: number | null, counter: number | null): void {
    if (counter === null) return
    const book = this.#read()
    const sums = book.open === null ? book.sums : { ...book.sums, [String(book.open.order)]: this.of(book.open.order, counter) ?? 0 }
    this.#write({ open: order === null ? null : { order, base: counter }, sums })
  }

  /** Labels out of an order, or null when its printer never counted for it. */
  of(order: number, counter: number | null): number | null {
    const { open, sums } = this.#read()
    const sum = sums[String(order)]
    if (open?.order !== order) return sum ?? null
    if (counter === null) return null
    return (sum ?? 0) + counter - open.base
  }

  /** Whether a printer that counts has worked for this order and still does. */
  counts(order: number): boolean {
    return this.#read().open?.order === order
  }

  #read(): Book {
    const text = this.#store.meta('printCount')
    return text === null ? { open: null, sums: {} } : (JSON.parse(text) as Book)
  }

  #write(book: Book): void {
    this.#store.stage((tx) =>
      tx.run(
        "INSERT INTO meta (key, value) VALUES ('printCount', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        JSON.stringify(book),
      ),
    )
  }
}
