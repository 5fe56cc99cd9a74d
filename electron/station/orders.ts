import { dayOf, expiryDate } from '../../shared/dates.ts'
import { closeRefusals, missingOf, type PaperCount, type SerialCount } from '../../shared/print-verify/reconcile.ts'
import type { Due } from '../../shared/print-verify/verdict.ts'
import type { LabelRecord } from '../../shared/product.ts'
import { type ErrorParams, type Problem, refuse, StationError } from '../../shared/station-error.ts'
import { diskStopMb, freeMb } from './disk.ts'
import { type Signed, type Signer, sign } from './people/people.ts'
import { leftIn } from './serials.ts'
import { gradesBelow } from './store/grades.ts'
import { jobOfOrder, setJobState, setLabel } from './store/jobs.ts'
import { productById, type StoredProduct } from './store/masters.ts'
import {
  handCount,
  insertOrder,
  labelCounts,
  lotElsewhere,
  type Order,
  type OrderPolicy,
  orderById,
  orderByNo,
  paperCount,
  serialCount,
  setExpiry,
  setHandCount,
  setOrderState,
} from './store/orders.ts'
import { allocationsOf, poolsOfDi } from './store/pools.ts'
import { type Actor, actParts, type Store, type Tx } from './store/store.ts'
import { findTemplate } from './templates.ts'

export interface OrderInput {
  readonly no: string
  readonly productId: number
  readonly lot: string
  readonly made: string
  readonly quantity: number
  readonly policy: OrderPolicy
}

/** One release condition: a code for its words, its figures, and whether it stands in the way. */
export interface Condition {
  readonly code: string
  readonly params: ErrorParams
  readonly state: 'ok' | 'warn' | 'blocked'
}

const csetLot = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/

/** What is wrong with an order before it is made; all of it at once. */
export function orderProblems(store: Store, input: OrderInput): Problem[] {
  const problems: Problem[] = []
  const product = productById(store.read, input.productId)
  if (product === null) problems.push({ code: 'order.productUnknown', params: {}, field: 'productId' })
  if (orderByNo(store.read, input.no) !== null) problems.push({ code: 'order.noTaken', params: { no: input.no }, field: 'no' })
  if (!csetLot.test(input.lot)) problems.push({ code: 'order.lotCharacters', params: { lot: input.lot }, field: 'lot' })
  const today = dayOf(store.clock.now(), store.clock.zone())
  if (input.made > today) problems.push({ code: 'order.madeLater', params: { made: input.made, today }, field: 'made' })
  if (product === null) return problems
  const other = lotElsewhere(store.read, product.id, input.lot, input.made, input.no)
  if (other !== null) problems.push({ code: 'order.lotOtherDate', params: { lot: input.lot, order: other }, field: 'lot' })
  if (product.shelf !== null && expiryDate(input.made, product.shelf) < today)
    problems.push({ code: 'order.expired', params: { expires: expiryDate(input.made, product.shelf) }, field: 'made' })
  if (product.registrationUntil !== null && input.made > product.registrationUntil)
    problems.push({ code: 'order.registrationLapsed', params: { until: product.registrationUntil }, field: 'made' })
  return problems
}

export function createOrder(store: Store, by: Actor, input: OrderInput): number {
  const problems = orderProblems(store, input)
  if (problems.length > 0) throw new StationError(problems)
  return store.act(by, (tx) => addOrder(tx, input, productById(tx, input.productId)!))
}

/** Writes one order that was checked. For imports many go into one act. */
export function addOrder(tx: Tx, input: OrderInput, product: StoredProduct): number {
  const expires = product.shelf === null ? input.made : expiryDate(input.made, product.shelf)
  const id = insertOrder(tx, { ...input, product: product.id, expires }, 'ready')
  tx.append('order.created', {
    entities: { order: input.no, product: product.id },
    after: {
      no: input.no,
      di: product.di,
      lot: input.lot,
      made: input.made,
      expires,
      quantity: input.quantity,
      policy: { ...input.policy },
    },
  })
  return id
}

export function overrideExpiry(store: Store, by: Actor, id: number, expires: string, reason: string, signers: readonly Signer[]): void {
  const order = mustOrder(store, id)
  const job = jobOfOrder(store.read, id)
  if (job !== null && job.state !== 'idle') throw refuse('order.started', { no: order.no })
  if (expires <= order.made) throw refuse('order.expiryBeforeMade', { made: order.made }, 'expires')
  store.act(by, (tx) => {
    setExpiry(tx, id, expires)
    const event = tx.append('order.expiryOverridden', {
      entities: { order: order.no },
      before: { expires: order.expires },
      after: { expires },
      reason,
    })
    sign(tx, event, signers, 'expiryOverride', reason)
  })
}

export function mustOrder(store: Store, id: number): Order {
  const order = orderById(store.read, id)
  if (order === null) throw refuse('order.unknown', { id })
  return order
}

/** The variable fields of a label of this order. Training serials and lots say so themselves. */
export function recordOf(order: Order, product: StoredProduct, serial: string | null): LabelRecord {
  return {
    lot: product.trace === 'model' ? null : order.lot,
    made: order.made,
    expires: product.shelf === null && !order.expiryOverridden ? null : order.expires,
    serial,
  }
}

/** What a scan of this order's label must say. */
export function dueOf(order: Order, product: StoredProduct): Due {
  const record = recordOf(order, product, null)
  return {
    trace: product.trace,
    di: product.di,
    lot: product.pi.lot ? record.lot : null,
    made: product.pi.made ? record.made : null,
    expires: product.pi.expires ? record.expires : null,
  }
}

/** Serials of destroyed labels that the order's next labels carry again. */
const waitingReprints = (store: Store, order: number): number =>
  store.read.get<{ n: number }>(
    "SELECT count(DISTINCT l.unit) AS n FROM job j JOIN label l ON l.job = j.id JOIN unit u ON u.id = l.unit WHERE j.order_id = ? AND l.state = 'voided' AND u.life = 'allocated'",
    order,
  )!.n

/** What must hold before labels of this order may be printed. */
export function conditions(store: Store, order: Order): Condition[] {
  const product = productById(store.read, order.product)!
  const template = findTemplate(store, product.template)
  const list: Condition[] = []
  list.push(
    template === null
      ? { code: 'condition.templateUnknown', params: { template: product.template }, state: 'blocked' }
      : {
          code: 'condition.template',
          params: { template: template.title, version: template.version },
          state: template.approvedAt === null && store.mode === 'production' ? 'blocked' : 'ok',
        },
  )
  const job = jobOfOrder(store.read, order.id)
  const begun = job !== null && job.state !== 'idle' && !order.policy.verifyOnly
  if (begun && template !== null && template.version !== job.version)
    list.push({ code: 'condition.templateOther', params: { begun: job.version, version: template.version }, state: 'blocked' })
  const until = product.registrationUntil
  list.push({
    code: 'condition.registration',
    params: { registration: product.registration, until },
    state: until !== null && order.made > until ? 'blocked' : 'ok',
  })
  const agree = (product.trace === 'serial') === product.pi.serial && (product.trace === 'model' || product.pi.lot)
  list.push({ code: 'condition.traceAgrees', params: { trace: product.trace }, state: agree ? 'ok' : 'blocked' })
  const today = dayOf(store.clock.now(), store.clock.zone())
  if (product.shelf !== null && order.expires < today)
    list.push({ code: 'condition.expired', params: { expires: order.expires }, state: 'blocked' })
  if (product.trace === 'serial' && !order.policy.verifyOnly) {
    const pools = poolsOfDi(store.read, order.di)
    const left = pools.reduce((sum, pool) => sum + leftIn(store.read, pool), 0)
    const own = allocationsOf(store.read, order.id).reduce((sum, a) => sum + (a.state === 'open' ? a.last_unit - a.next_unit + 1 : 0), 0)
    const counts = labelCounts(store.read, order.id)
    // What is out has its serial, and so has what is printed again under the same one.
    const held = (counts['out'] ?? 0) + (counts['doubt'] ?? 0) + waitingReprints(store, order.id)
    const due = Math.max(0, order.quantity - (counts['verified'] ?? 0) - (counts['accepted'] ?? 0) - held)
    const suspended = pools.length > 0 && pools.every((pool) => pool.state === 'suspended')
    if (suspended) list.push({ code: 'condition.poolSuspended', params: {}, state: 'blocked' })
    else if (left + own < due)
      list.push({ code: 'condition.poolShort', params: { left: left + own, due }, state: left + own === 0 ? 'blocked' : 'warn' })
    else
      list.push({
        code: 'condition.pool',
        params: { left: left + own },
        state: pools.some((pool) => leftIn(store.read, pool) <= pool.low) ? 'warn' : 'ok',
      })
  }
  list.push({ code: 'condition.notFiled', params: {}, state: 'warn' })
  const behind = store.clockBehind()
  if (behind > 0) list.push({ code: 'condition.clockBack', params: { seconds: Math.round(behind / 1000) }, state: 'blocked' })
  const free = freeMb(store.folder)
  if (free !== null && free < diskStopMb) list.push({ code: 'condition.diskLow', params: { freeMb: free }, state: 'blocked' })
  return list
}

export interface Closing {
  readonly paper: PaperCount
  readonly source: 'printer' | 'journal' | 'hand' | null
  readonly missing: number
  readonly serials: SerialCount | null
  readonly open: readonly {
    readonly label: number
    readonly ordinal: number
    readonly serial: string | null
    readonly state: 'out' | 'doubt' | 'missing'
    readonly at: number
  }[]
  readonly limit: number
  readonly blocked: readonly Problem[]
}

/** Where an order stands before it is closed. `running`: its line is running now. */
export function closingOf(store: Pick<Store, 'read'>, order: Order, running: boolean): Closing {
  const product = productById(store.read, order.product)!
  const paper = paperCount(store.read, order.id)
  const serials = serialCount(store.read, order)
  const open = store.read.all<{ label: number; ordinal: number; serial: string | null; state: 'out' | 'doubt' | 'missing'; at: number }>(
    "SELECT l.id AS label, l.ordinal, u.serial, l.state, e.at FROM label l JOIN job j ON j.id = l.job LEFT JOIN unit u ON u.id = l.unit JOIN event e ON e.seq = coalesce(l.judged, l.drawn) WHERE j.order_id = ? AND l.state IN ('out', 'doubt', 'missing') ORDER BY l.drawn",
    order.id,
  )
  const waiting = open.filter(({ state }) => state !== 'missing').length
  // A label that was said to be lost stays missing, whatever was counted by hand; only a printer's own count can show that it never came out.
  const lost = open.length - waiting
  const { source } = handCount(store.read, order.id)
  const unexplained = source === 'printer' || source === 'journal' ? 0 : lost
  const difference = paper.out === null ? 0 : missingOf(paper)
  const refusals = closeRefusals({
    paper,
    serials: waiting > 0 ? null : serials,
    doubts: waiting,
    limit: product.missingLimit,
    running,
    lost: unexplained,
  })
  const blocked = refusals.map((refusal): Problem => {
    const { code, ...params } = refusal
    return { code, params }
  })
  blocked.push(...gradesBelow(store.read, order.id).map(belowProblem))
  return {
    paper,
    source,
    missing: paper.out === null || difference < 0 ? difference : Math.max(difference, unexplained),
    serials,
    open,
    limit: product.missingLimit,
    blocked,
  }
}

/** A grade below what the product asks for: of a label that is still counted good, or of the whole lot. */
function belowProblem({ ordinal, tenths, least }: ReturnType<typeof gradesBelow>[number]): Problem {
  const figures = { grade: (tenths / 10).toFixed(1), least: (least / 10).toFixed(1) }
  return ordinal === null ? { code: 'close.lotGradeBelow', params: figures } : { code: 'close.gradeBelow', params: { ordinal, ...figures } }
}

export interface CountInput {
  readonly out: number | null
  readonly source: 'printer' | 'journal' | 'hand' | null
  readonly scrapped: number
  readonly returned: number
}

export function countOrder(store: Store, by: Actor, order: Order, count: CountInput): void {
  if (order.state === 'closed') throw refuse('order.closed', { no: order.no })
  const good = (labelCounts(store.read, order.id)['verified'] ?? 0) + (labelCounts(store.read, order.id)['accepted'] ?? 0)
  if (count.scrapped + count.returned > good) throw refuse('count.tooMany', { good })
  store.act(by, (tx) => {
    setHandCount(tx, order.id, count)
    tx.append('order.counted', { entities: { order: order.no }, after: { ...count } })
  })
}

/**
 * Closes an order whose labels are accounted for. Missing ones need a deviation signed within the product's limit; their serials are
 * burned, serials never encoded go back to the pool. Errors: those of `closeRefusals`, all at once; `close.noDeviationDue` where a
 * deviation was signed and nothing is missing: no signature is taken and lost.
 */
export function closeOrder(
  store: Store,
  by: Actor,
  order: Order,
  deviation: { readonly reason: string; readonly signers: readonly Signer[] } | null,
  running = false,
  signed: Signed | null = null,
): { deviation: string | null } {
  if (order.state === 'closed') throw refuse('order.closed', { no: order.no })
  const closing = closingOf(store, order, running)
  const open = closing.blocked.filter(({ code }) => !(code === 'close.missing' && deviation !== null))
  if (open.length > 0) throw new StationError(open)
  if (deviation !== null && closing.missing <= 0) throw refuse('close.noDeviationDue')
  const job = jobOfOrder(store.read, order.id)
  return store.act(by, (tx) => {
    let number: string | null = null
    if (deviation !== null) {
      const nth = (tx.get<{ n: number }>('SELECT count(*) AS n FROM event WHERE kind = 421')?.n ?? 0) + 1
      number = `DV-${dayOf(store.clock.now(), store.clock.zone()).slice(2).replaceAll('-', '')}-${nth}`
      const event = tx.append('order.deviation', {
        entities: { order: order.no },
        after: {
          number,
          missing: closing.missing,
          limit: closing.limit,
          ordinals: closing.open.filter(({ state }) => state === 'missing').map(({ ordinal }) => ordinal),
        },
        reason: deviation.reason,
      })
      sign(tx, event, deviation.signers, 'deviation', deviation.reason)
      for (const { label } of closing.open.filter(({ state }) => state === 'missing')) {
        setLabel(tx, label, 'missing', null, event.seq)
      }
    }
    for (const { label } of closing.open.filter(({ state }) => state === 'missing'))
      tx.run("UPDATE unit SET life = 'burned' WHERE id = (SELECT unit FROM label WHERE id = ?)", label)
    for (const allocation of allocationsOf(tx, order.id)) {
      // A serial that waited for a reprint of the same code: its old label is destroyed, a new one was never made.
      tx.run(
        "UPDATE unit SET life = 'burned' WHERE id BETWEEN ? AND ? AND life = 'allocated'",
        allocation.first_unit,
        allocation.next_unit - 1,
      )
      if (allocation.state !== 'open') continue
      const count = allocation.last_unit - allocation.next_unit + 1
      tx.run('UPDATE allocation SET state = ? WHERE id = ?', count > 0 ? 'returned' : 'used', allocation.id)
      for (const { act, from, to } of count > 0 ? actParts(count) : []) {
        const units = [allocation.next_unit + from, allocation.next_unit + to - 1] as const
        tx.append('serials.returned', {
          entities: { order: order.no, pool: allocation.pool, units: [units] },
          after: { pool: allocation.pool, count: to - from, units: [...units] },
          act,
        })
      }
    }
    const { paper, missing, serials, source } = closing
    const closed = tx.append('order.closed', {
      entities: { order: order.no },
      after: { reconciliation: { ...paper, missing, source }, serials: serials === null ? null : { ...serials }, deviation: number },
    })
    if (signed !== null) sign(tx, closed, signed.signers, 'orderClosed', signed.reason)
    if (job !== null) setJobState(tx, job.id, 'closed')
    setOrderState(tx, order.id, 'closed')
    return { deviation: number }
  })
}
