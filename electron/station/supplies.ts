import { refuse } from '../../shared/station-error.ts'
import type { Actor, Store } from './store/store.ts'

/** What a printer uses up: a roll of labels, counted in labels, and a ribbon, measured in mm. */
export type SupplyKind = 'roll' | 'ribbon'

interface Loaded {
  readonly lot: string
  readonly at: number
  /** Labels or mm when it was put in; null: nobody said. */
  readonly amount: number | null
  readonly used: number
}
type Loads = Partial<Record<SupplyKind, Loaded>>

/** A supply as it is shown: what is left is an estimate, never a count. */
export interface Supply {
  readonly kind: SupplyKind
  readonly lot: string
  readonly at: number
  /** Labels that were on it and that are left, at the length of the label printed last; null: not known. */
  readonly of: number | null
  readonly left: number | null
  /** Metres of a ribbon that are left; null: a roll, or not known. */
  readonly metres: number | null
}

/** Gap between two labels, mm, where nobody measured it. */
const gapMm = 3
/** Use is written down every so many labels: an estimate does not wait for the disk. */
const every = 20

/**
 * Which roll and ribbon each printer holds, who put them in, and how far they will go. Putting one in is an act (`device.roll`,
 * `device.ribbon`); what is used since is counted beside the ledger.
 */
export class Supplies {
  readonly #store: Store
  #all: Record<string, Loads>
  #pitchMm: Record<string, number>
  #unwritten = 0

  constructor(store: Store) {
    this.#store = store
    const text = store.meta('supplies')
    const book = text === null ? null : (JSON.parse(text) as { all: Record<string, Loads>; pitchMm: Record<string, number> })
    this.#all = book?.all ?? {}
    this.#pitchMm = book?.pitchMm ?? {}
  }

  /**
   * A new roll or ribbon is in. `amount`: labels of the roll, metres of the ribbon; null: as many as the last one had, if that is known.
   * Errors: `supply.amount` when it is not above 0.
   */
  load(
    by: Actor,
    printer: { readonly id: number; readonly name: string },
    kind: SupplyKind,
    lot: string,
    amount: number | null,
    job: { readonly order: string; readonly job: number } | null,
  ): void {
    if (amount !== null && !(amount > 0)) throw refuse('supply.amount')
    const before = this.#all[printer.id]?.[kind]
    const given = amount === null ? (before?.amount ?? null) : kind === 'ribbon' ? amount * 1000 : amount
    this.#store.act(by, (tx) =>
      tx.append(kind === 'roll' ? 'device.roll' : 'device.ribbon', {
        entities: { ...(job ?? {}), ...(printer.id === 0 ? {} : { device: printer.id }) },
        after: { lot, ...(amount === null ? {} : kind === 'roll' ? { labels: amount } : { metres: amount }) },
        device: printer.name,
      }),
    )
    const loaded: Loaded = { lot, at: this.#store.clock.now(), amount: given, used: 0 }
    this.#all = { ...this.#all, [printer.id]: { ...this.#all[printer.id], [kind]: loaded } }
    this.#write()
  }

  /** A label of this height has left the printer. */
  printed(printer: number, heightMm: number): void {
    const loads = this.#all[printer]
    const pitch = heightMm + gapMm
    this.#pitchMm = { ...this.#pitchMm, [printer]: pitch }
    if (loads === undefined) return
    const next: Loads = {
      ...(loads.roll === undefined ? {} : { roll: { ...loads.roll, used: loads.roll.used + 1 } }),
      ...(loads.ribbon === undefined ? {} : { ribbon: { ...loads.ribbon, used: loads.ribbon.used + pitch } }),
    }
    this.#all = { ...this.#all, [printer]: next }
    if (++this.#unwritten >= every) this.#write()
  }

  of(printer: number, heightMm?: number): Supply[] {
    const pitch = heightMm === undefined ? this.#pitchMm[printer] : heightMm + gapMm
    return (['roll', 'ribbon'] as const).flatMap((kind) => {
      const loaded = this.#all[printer]?.[kind]
      if (loaded === undefined) return []
      const { lot, at, amount, used } = loaded
      const left = Math.max(0, (amount ?? 0) - used)
      const labels = (of: number): number | null => (kind === 'roll' ? of : pitch === undefined ? null : Math.floor(of / pitch))
      return [
        {
          kind,
          lot,
          at,
          of: amount === null ? null : labels(amount),
          left: amount === null ? null : labels(left),
          metres: kind === 'ribbon' && amount !== null ? Math.floor(left / 1000) : null,
        },
      ]
    })
  }

  /** Writes down what is not yet written; called when devices are let go. */
  close(): void {
    if (this.#unwritten > 0) this.#write()
  }

  #write(): void {
    this.#unwritten = 0
    const text = JSON.stringify({ all: this.#all, pitchMm: this.#pitchMm })
    this.#store.stage((tx) =>
      tx.run("INSERT INTO meta (key, value) VALUES ('supplies', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", text),
    )
  }
}
