import { dayOf } from '../../../shared/dates.ts'
import { refuse } from '../../../shared/station-error.ts'
import { deviceConditions } from '../../station/device-conditions.ts'
import { storyOf } from '../../station/line/story.ts'
import { conditions, mustOrder, recordOf } from '../../station/orders.ts'
import type { MadeLabel } from '../../station/ports.ts'
import { leftIn } from '../../station/serials.ts'
import { jobById, labelsAt } from '../../station/store/jobs.ts'
import { productById } from '../../station/store/masters.ts'
import { poolsOfDi } from '../../station/store/pools.ts'
import { findTemplate } from '../../station/templates.ts'
import type { Engine } from '../router.ts'
import type { EngineServices, PageConnection } from '../services.ts'
import { latest } from '../stream.ts'

const done = { ok: true } as const

/** A hand scanner held on one label sends it again within this time, ms. */
const handRereadMs = 500

/** Labels a minute to reckon with before a line has a rate of its own. */
const usualPerMinute = 42

export function lineRoutes(base: Engine, services: EngineServices) {
  const { line } = base
  const service = () => services.station().line
  return {
    line: line.router({
      open: line.open.handler(async ({ input, context }) => {
        const station = services.station()
        const by = context.connection.actor('line.watch', input.key)
        const runner = station.line.openJob(by, input.orderId)
        const { scope } = runner
        const { user } = context.connection
        // Whoever only looks on draws no serials.
        if (user !== null && station.people.may(user, 'serial.assign'))
          await station.line.reserveFor(by, scope, runner.line).catch(() => undefined)
        const order = mustOrder(station.store, input.orderId)
        const product = productById(station.store.read, order.product)!
        const list = conditions(station.store, order)
        const first = await station.line.preview(scope, runner.line).catch((error: unknown) => {
          list.push({ code: 'condition.selfCheck', params: {}, state: 'blocked' })
          return error === undefined ? null : null
        })
        const { clock } = station.store
        const due = Math.max(0, runner.line.total - runner.line.next + 1)
        list.push(...deviceConditions(station.devices, due, first?.made.picture.heightMm, dayOf(clock.now(), clock.zone())))
        if (first !== null) list.push({ code: 'condition.selfCheck', params: {}, state: 'ok' })
        const record = recordOf(order, product, first?.serial ?? null)
        const template = findTemplate(station.store, product.template)
        return {
          jobId: scope.job.id,
          conditions: list,
          first:
            first === null
              ? null
              : {
                  ordinal: first.ordinal,
                  fields: { di: product.di, lot: record.lot, serial: record.serial, made: record.made, expires: record.expires },
                  picture: pictureOf(first.made),
                },
          secondsExpected: Math.round(((order.quantity - runner.line.good) * 60) / usualPerMinute),
          poolLeft:
            order.trace === 'serial'
              ? poolsOfDi(station.store.read, order.di).reduce((sum, pool) => sum + leftIn(station.store.read, pool), 0)
              : null,
          template: {
            name: template?.title ?? '',
            version: template?.version ?? 0,
            approved: template !== null && template.approvedAt !== null,
          },
        }
      }),
      watch: line.watch.handler(({ input, context, signal }) => {
        const by = context.connection.actor('line.watch')
        return latest(
          () => service().view(input.jobId, by),
          (changed) => service().onChange(input.jobId, changed),
          signal,
        )
      }),
      start: line.start.handler(async ({ input, context }) => {
        await service().start(context.connection.actor('line.run', input.key), input.jobId)
        services.station().changed()
        return done
      }),
      pause: line.pause.handler(({ input, context }) => {
        service().pause(context.connection.actor('line.run', input.key), input.jobId)
        return done
      }),
      scan: line.scan.handler(({ input, context }) => ({
        seq: service().scan(context.connection.actor('line.run', input.key), input.jobId, input.raw, handRereadMs),
      })),
      acknowledge: line.acknowledge.handler(({ input, context }) => {
        service().acknowledge(context.connection.actor('line.run', input.key), input.jobId)
        return done
      }),
      void: line.void.handler(({ input, context }) => {
        service().void(
          context.connection.actor('label.void', input.key),
          input.jobId,
          input.label,
          input.note === '' ? input.reason : `${input.reason}: ${input.note}`,
          input.extra,
        )
        return done
      }),
      reprintSame: line.reprintSame.handler(async ({ input, context }) => {
        const by = context.connection.actor('label.reprintSame', input.key)
        const signers = await services.station().signing.take('reprintSame', input.signing)
        service().reprintSame(by, input.jobId, input.label, input.signing.reason, signers)
        return done
      }),
      sample: line.sample.handler(({ input, context }) => {
        service().sample(context.connection.actor('label.sample', input.key), input.jobId, input.label, input.note)
        return done
      }),
      answerDoubt: line.answerDoubt.handler(({ input, context }) => {
        service().answerDoubt(context.connection.actor('line.run', input.key), input.jobId, input.label, input.answer)
        return done
      }),
      roll: line.roll.handler(({ input, context }) => {
        service().roll(context.connection.actor('line.run', input.key), input.jobId, input.lot)
        return done
      }),
      answerTrouble: line.answerTrouble.handler(({ input, context }) => {
        service().answerTrouble(context.connection.actor('line.run', input.key), input.jobId, input.answer)
        return done
      }),
      arm: line.arm.handler(({ input, context }) => {
        const needed = input.verb === 'sample' ? 'label.sample' : 'label.void'
        service().arm(context.connection.actor(needed, input.key), input.jobId, input.verb, input.reason)
        return done
      }),
      disarm: line.disarm.handler(({ input, context }) => {
        context.connection.actor('line.run', input.key)
        service().disarm(input.jobId)
        return done
      }),
      setTotal: line.setTotal.handler(({ input, context }) => {
        service().setTotal(actorForTotal(services, context.connection, input), input.jobId, input.total)
        return done
      }),
      labels: line.labels.handler(({ input }) => {
        const { read } = services.station().store
        return labelsAt(read, input.jobId, input.ordinal).map((row) => ({
          label: row.id,
          ordinal: row.ordinal,
          take: row.take,
          serial: row.serial,
          state: row.state,
          evidence: row.evidence,
          at: read.get<{ at: number }>('SELECT at FROM event WHERE seq = ?', row.judged ?? row.drawn)?.at ?? 0,
        }))
      }),
      picture: line.picture.handler(async ({ input }) => pictureOf(await service().picture(input.label))),
      story: line.story.handler(({ input }) => storyOf(services.station().store.read, input.label)),
      testPrint: line.testPrint.handler(({ input, context }) => {
        const by = context.connection.actor('line.run', input.key)
        const running = service().runningOrder()
        if (running !== null) throw refuse('line.busy', { order: running })
        const printer = services.station().devices.printer()
        if (printer === null) throw refuse('printer.none')
        return services.station().testPrint(by, printer.id)
      }),
      shiftChange: line.shiftChange.handler(({ input, context }) => {
        service().shiftChange(context.connection.actor('line.run', input.key), input.jobId)
        services.station().log.tryCheckpoint('shift')
        return done
      }),
      trainingFault: line.trainingFault.handler(({ input }) => {
        const virtual = services.virtualLine
        if (virtual === null) throw refuse('training.only')
        virtual.fault(input.fault)
        return done
      }),
      problemsOf: line.problemsOf.handler(({ input, context }) => {
        const by = context.connection.actor('session.any')
        return service()
          .runner(input.jobId, by)
          .problems.map((problem) => ({ ...problem }))
      }),
    }),
  }
}

/** A made label as the page draws it: the very dots that are sent. */
export const pictureOf = ({ picture, sha256 }: MadeLabel) => ({ ...picture, sha256 })

/** Fewer labels than ordered is the operator's to decide; more needs whoever may make orders. */
function actorForTotal(
  services: EngineServices,
  connection: PageConnection,
  input: { readonly key: string; readonly jobId: number; readonly total: number },
) {
  const { store } = services.station()
  const job = jobById(store.read, input.jobId)
  const quantity = job === null ? 0 : mustOrder(store, job.order).quantity
  return connection.actor(input.total > quantity ? 'order.write' : 'line.run', input.key)
}
