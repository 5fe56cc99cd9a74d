import type { Problem } from '../../../shared/station-error.ts'
import { commitOrderImport, previewOrderImport } from '../../station/files/order-import.ts'
import { closingOf, conditions, countOrder, createOrder, mustOrder } from '../../station/orders.ts'
import { makeOrderRecord } from '../../station/records/make-record.ts'
import { leftIn } from '../../station/serials.ts'
import { performSigned } from '../../station/signed-acts.ts'
import type { Station } from '../../station/station.ts'
import { jobOfOrder } from '../../station/store/jobs.ts'
import { productById } from '../../station/store/masters.ts'
import { allOrders, labelCounts, type Order, serialCount } from '../../station/store/orders.ts'
import { allocationsOf, poolsOfDi, unitById } from '../../station/store/pools.ts'
import { findTemplate } from '../../station/templates.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'

export function orderRoutes(base: Engine, services: EngineServices) {
  const { orders } = base
  return {
    orders: orders.router({
      list: orders.list.handler(() => allOrders(services.station().store.read).map((order) => rowOf(services.station(), order))),
      get: orders.get.handler(({ input }) => detailOf(services.station(), mustOrder(services.station().store, input.id))),
      create: orders.create.handler(({ input, context }) => {
        const id = createOrder(services.station().store, context.connection.actor('order.write', input.key), input.order)
        services.station().changed()
        return { id }
      }),
      overrideExpiry: orders.overrideExpiry.handler(async ({ input, context }) => {
        const by = context.connection.actor('expiry.override', input.key)
        const params = { order: input.id, expires: input.expires }
        const { waiting } = await performSigned(services.station(), 'expiryOverride', by, params, input.signing)
        return { ok: true as const, waiting }
      }),
      previewImport: orders.previewImport.handler(({ input, context }) =>
        previewOrderImport(services.station().store, context.connection.uploads.file(input.file), input.mapping, input.partner),
      ),
      commitImport: orders.commitImport.handler(async ({ input, context }) => {
        const created = await commitOrderImport(
          services.station().store,
          context.connection.actor('order.write', input.key),
          context.connection.uploads.file(input.file),
          input.mapping,
          input.partner,
        )
        services.station().changed()
        return { created }
      }),
      closing: orders.closing.handler(({ input }) => closingView(services.station(), input.id)),
      count: orders.count.handler(async ({ input, context }) => {
        const station = services.station()
        const order = mustOrder(station.store, input.id)
        const counted = input.out === null ? await station.outOf(order) : { out: input.out, source: 'hand' as const }
        countOrder(station.store, context.connection.actor('order.close', input.key), order, {
          ...counted,
          scrapped: input.scrapped,
          returned: input.returned,
        })
        return closingView(station, input.id)
      }),
      close: orders.close.handler(async ({ input, context }) => {
        const station = services.station()
        const by = context.connection.actor('order.close', input.key)
        const params = { order: input.id }
        const { done, waiting } =
          input.deviation === null
            ? await performSigned<'orderClosed', Closed>(station, 'orderClosed', by, params, input.signing ?? null)
            : await performSigned<'deviation', Closed>(station, 'deviation', by, params, input.deviation)
        if (done === null) return { closed: null, waiting }
        const view = closingView(station, input.id)
        return { closed: { reconciliation: view.reconciliation, serials: view.serials, deviation: done.deviation }, waiting }
      }),
      export: orders.export.handler(({ input, context, signal }) =>
        makeOrderRecord(services.station(), context.connection.actor('export.read'), input.id, input.format, { signal }),
      ),
    }),
  }
}

type Closed = Awaited<ReturnType<Station['closeOrder']>>

function rowOf({ store }: Station, order: Order) {
  const product = productById(store.read, order.product)!
  const counts = labelCounts(store.read, order.id)
  return {
    id: order.id,
    no: order.no,
    productId: order.product,
    productName: product.name,
    spec: product.spec,
    lot: order.lot,
    made: order.made,
    expires: order.expires,
    quantity: order.quantity,
    trace: order.trace,
    state: order.state,
    good: (counts['verified'] ?? 0) + (counts['accepted'] ?? 0),
    voided: counts['voided'] ?? 0,
    doubts: counts['doubt'] ?? 0,
    missing: counts['missing'] ?? 0,
    verifyOnly: order.policy.verifyOnly,
  }
}

function detailOf(station: Station, order: Order) {
  const { store } = station
  const product = productById(store.read, order.product)!
  const template = findTemplate(store, product.template)
  const allocations = allocationsOf(store.read, order.id)
  const first = allocations[0] === undefined ? null : (unitById(store.read, allocations[0].first_unit)?.serial ?? null)
  const poolLeft = poolsOfDi(store.read, order.di).reduce((sum, pool) => sum + leftIn(store.read, pool), 0)
  return {
    ...rowOf(station, order),
    di: product.di,
    shelf: product.shelf,
    expiryOverridden: order.expiryOverridden,
    expiryTerm: product.expiryTerm,
    policy: order.policy,
    stopAfter: product.stopAfter,
    voidRule: product.voidRule,
    serials: order.trace === 'serial' ? { first, drawn: serialCount(store.read, order)?.drawn ?? 0, poolLeft } : null,
    template: {
      name: template?.title ?? product.template,
      version: template?.version ?? 0,
      approvedBy: template?.approvedBy ?? null,
      approvedAt: template?.approvedAt ?? null,
    },
    conditions: conditions(store, order),
    jobId: jobOfOrder(store.read, order.id)?.id ?? null,
  }
}

function closingView(station: Station, id: number) {
  const order = mustOrder(station.store, id)
  const closing = closingOf(station.store, order, station.line.isRunning(id))
  return {
    order: detailOf(station, order),
    reconciliation: { ...closing.paper, missing: closing.missing, source: closing.source },
    serials: closing.serials,
    open: [...closing.open],
    limit: closing.limit,
    balanced: closing.blocked.length === 0,
    blocked: closing.blocked.map((problem: Problem) => ({ ...problem })),
  }
}
