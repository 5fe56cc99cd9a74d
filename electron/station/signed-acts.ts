import type { SignedActName } from '../../shared/auth/signed-acts.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { Product } from '../../shared/product.ts'
import { refuse } from '../../shared/station-error.ts'
import { resumePool } from './backup.ts'
import { changedFields, withChanges } from './changed-fields.ts'
import { saveProduct } from './masters.ts'
import { mustOrder, overrideExpiry } from './orders.ts'
import type { Signed } from './people/people.ts'
import type { SigningInput, WaitingAct } from './people/signing.ts'
import { positionAfter } from './serials.ts'
import { readSettings, type Settings, writeSettings } from './settings.ts'
import type { Station } from './station.ts'
import { productById } from './store/masters.ts'
import { orderById } from './store/orders.ts'
import type { Actor } from './store/store.ts'

/** Inputs of the acts that may wait for their second signature. */
export interface WaitingParams {
  readonly deviation: { readonly order: number }
  readonly orderClosed: { readonly order: number }
  readonly expiryOverride: { readonly order: number; readonly expires: string }
  readonly fenceLifted: { readonly pool: number; readonly lastPrinted: string | null }
  readonly productChanged: { readonly id: number | null; readonly product: Product }
  readonly settingsChanged: { readonly settings: Settings }
}
export type WaitingActName = keyof WaitingParams

type Performers = {
  readonly [Name in WaitingActName]: (
    station: Station,
    by: Actor,
    params: WaitingParams[Name],
    signed: Signed | null,
  ) => Promise<unknown> | unknown
}

/** What each act does once its signatures are there. The same whether they came together or one later. */
const performers: Performers = {
  deviation: (station, by, { order }, signed) => station.closeOrder(by, order, signed, null),
  orderClosed: (station, by, { order }, signed) => station.closeOrder(by, order, null, signed),
  expiryOverride: ({ store }, by, { order, expires }, signed) => {
    if (signed === null) throw refuse('sign.due', { act: 'expiryOverride', due: 2 })
    overrideExpiry(store, by, order, expires, signed.reason, signed.signers)
  },
  fenceLifted: async ({ store }, by, { pool, lastPrinted }, signed) => {
    if (signed === null) throw refuse('sign.due', { act: 'fenceLifted', due: 1 })
    const position = lastPrinted === null ? null : await positionAfter(store, pool, lastPrinted)
    resumePool(store, by, pool, position, signed.reason, signed.signers)
  },
  productChanged: ({ store }, by, { id, product }, signed) => saveProduct(store, by, id, product, signed),
  settingsChanged: ({ store }, by, { settings }, signed) => writeSettings(store, by, settings, signed),
}

/**
 * The input as it waits. Of a whole, only what changes is kept and signed, with what it was: meanwhile somebody may change the rest,
 * and what they did is not undone.
 */
function kept(station: Station, params: WaitingParams[WaitingActName]): Record<string, Json> {
  const { store } = station
  if ('settings' in params) return { ...changedFields(readSettings(store), params.settings) } as unknown as Record<string, Json>
  if ('expires' in params) {
    const { order, expires } = params
    return { order, ...changedFields({ expires: mustOrder(store, order).expires }, { expires }) } as unknown as Record<string, Json>
  }
  if (!('product' in params)) return params as unknown as Record<string, Json>
  if (params.id === null) return { id: null, after: params.product as unknown as Json }
  return { id: params.id, ...changedFields(productOf(station, params.id), params.product) } as unknown as Record<string, Json>
}

/** The input of a waiting act, now that it is done. Errors: `sign.stale`. */
function resumed(station: Station, act: SignedActName, params: WaitingAct['params']): WaitingAct['params'] {
  const now = params as never
  if (act === 'settingsChanged') return { settings: withChanges(readSettings(station.store), now) as unknown as Json }
  if (act === 'expiryOverride') {
    const order = Number(params['order'])
    return { order, ...withChanges({ expires: mustOrder(station.store, order).expires }, now) }
  }
  if (act !== 'productChanged') return params
  const { id, after } = params
  if (typeof id !== 'number') return { id: null, product: after ?? null }
  return { id, product: withChanges(productOf(station, id), now) as unknown as Json }
}

/** A product without what the station adds to it. */
function productOf({ store }: Station, id: number): Product {
  const stored = productById(store.read, id)
  if (stored === null) throw refuse('product.unknown', { id })
  const { id: _id, revision: _revision, ...product } = stored
  return product
}

export type Outcome<T> = { readonly done: T; readonly waiting: null } | { readonly done: null; readonly waiting: number }

/**
 * Does an act that a station may want signed: with the signatures given, or puts it into the queue when only the first is there and
 * the other is to come later (`later`). Errors: those of signing and of the act.
 */
export async function performSigned<Name extends WaitingActName, T>(
  station: Station,
  act: Name,
  by: Actor,
  params: WaitingParams[Name],
  given: (SigningInput & { readonly later?: boolean | undefined }) | null,
): Promise<Outcome<T>> {
  if (given?.later === true) {
    const order = 'order' in params ? (orderById(station.store.read, params.order)?.no ?? null) : null
    const waiting = await station.signing.ask(act, kept(station, params), order, given)
    station.changed()
    return { done: null, waiting }
  }
  const signers = await station.signing.take(act, given)
  const signed = given === null ? null : { signers, reason: given.reason }
  const done = (await performers[act](station, by, params, signed)) as T
  station.changed()
  return { done, waiting: null }
}

/** Gives a waiting act its second signature and does it. */
export async function performWaiting(station: Station, id: number, given: SigningInput): Promise<void> {
  await station.signing.approve(id, given, async (waiting, signers, by) => {
    const perform = performerOf(waiting.act)
    // The reason of the one who asked is in the event that asked; the act carries that of the one who decides.
    await perform(station, by, resumed(station, waiting.act, waiting.params), { signers, reason: given.reason })
  })
  station.changed()
}

function performerOf(act: SignedActName): (station: Station, by: Actor, params: WaitingAct['params'], signed: Signed) => unknown {
  const perform = Object.hasOwn(performers, act) ? performers[act as WaitingActName] : undefined
  if (perform === undefined) throw refuse('sign.cannotWait', { act })
  return perform as never
}
