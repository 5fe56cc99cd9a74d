import { kindName } from '../../../shared/ledger/kinds.ts'
import type { PrinterConnection } from '../../../shared/printing.ts'
import { refuse } from '../../../shared/station-error.ts'
import { formalGrade } from '../../../shared/verifier/grade.ts'
import { commandCards } from '../../station/cards/command-cards.ts'
import { detectLanguage, notDetected, seePrinter, tryPrint, tryScanner } from '../../station/device-trial.ts'
import { readTable } from '../../station/files/read-table.ts'
import { findDevices } from '../../station/find-devices.ts'
import type { Station } from '../../station/station.ts'
import { deviceById } from '../../station/store/devices.ts'
import { gradeById, gradesOfOrder, type StoredGrade, waitingGrades } from '../../station/store/grades.ts'
import { orderById } from '../../station/store/orders.ts'
import { attachReport, dismissReport } from '../../station/verifiers/attach.ts'
import { readReport } from '../../station/verifiers/verifiers.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { latest, stepsOf } from '../stream.ts'

const done = { ok: true } as const

/** No question and no test label among the labels of an order. Errors: `line.busy`. */
function notAtWork(station: Station, connection: PrinterConnection): void {
  const order = station.line.runningOrder()
  if (order !== null && station.devices.hasPrinterAt(connection)) throw refuse('line.busy', { order })
}

/** A device is not taken away from an order that runs, nor another one put before it. Errors: `line.busy`. */
function notUnderWay(station: Station): void {
  const order = station.line.runningOrder()
  if (order !== null) throw refuse('line.busy', { order })
}

/** Printers, scanners and verifiers, and the grades that verifiers give. */
export function deviceRoutes(base: Engine, services: EngineServices) {
  const { devices, grades } = base
  const shown = ({ order, label: _label, seq: _seq, state: _state, data, ...grade }: StoredGrade) => ({
    ...grade,
    order: order === null ? null : (orderById(services.station().store.read, order)?.no ?? null),
    formal: formalGrade({ tenths: grade.tenths, ...data }),
    verifier: data.verifier,
    source: data.source,
    measured: data.measured,
    why: data.why,
    parameters: data.parameters,
  })
  return {
    devices: devices.router({
      list: devices.list.handler(() => {
        const { store, devices: open } = services.station()
        const since = store.clock.now() - 86_400_000
        const today = store.read
          .all<{ at: number; kind: number; device: string | null; after: string | null }>(
            "SELECT at, kind, device, json_extract(body, '$.after') AS after FROM event WHERE kind BETWEEN 600 AND 699 AND at > ? ORDER BY seq DESC LIMIT 12",
            since,
          )
          .map(({ at, kind, device, after }) => {
            const status = after === null ? undefined : (JSON.parse(after) as { status?: string }).status
            return { at, kindName: kindName(kind) ?? '', device: device ?? '', params: status === undefined ? {} : { status } }
          })
        return { devices: open.list(), labelsDue: services.station().line.labelsDue(), today, audio: 'unknown' as const }
      }),
      find: devices.find.handler(() => findDevices(services.station().store.read)),
      watch: devices.watch.handler(({ signal }) => {
        const station = services.station()
        return latest(
          () => station.devices.list(),
          (changed) => {
            const stop = station.devices.onChange(changed)
            const timer = setInterval(() => void station.devices.refresh().finally(changed), 2_000)
            return () => {
              stop()
              clearInterval(timer)
            }
          },
          signal,
          4,
        )
      }),
      commandCards: devices.commandCards.handler(async () => ({
        name: 'command-cards.pdf',
        bytes: await commandCards(services.station().store),
      })),
      savePrinter: devices.savePrinter.handler(({ input, context }) => {
        const station = services.station()
        notUnderWay(station)
        return { id: station.devices.save(context.connection.actor('device.write', input.key), input.id, 'printer', input.printer) }
      }),
      saveScanner: devices.saveScanner.handler(({ input, context }) => ({
        id: services.station().devices.save(context.connection.actor('device.write', input.key), input.id, 'scanner', input.scanner),
      })),
      see: devices.see.handler(({ input }) => {
        const station = services.station()
        notAtWork(station, input.connection)
        return seePrinter(station.devices, input.connection, input.language)
      }),
      detect: devices.detect.handler(({ input, signal }) => {
        const station = services.station()
        notAtWork(station, input.connection)
        return stepsOf(notDetected, (tell, ended) => detectLanguage(station.devices, input.connection, tell, ended), signal)
      }),
      tryPrint: devices.tryPrint.handler(async ({ input, context }) => {
        const station = services.station()
        notAtWork(station, input.printer.connection)
        const by = context.connection.actor('device.write', input.key)
        // What is counted from here on belongs to no order.
        const counted = station.devices.hasPrinterAt(input.printer.connection) ? station.devices.printer() : null
        if (counted !== null) station.line.printCount.switchTo(null, await counted.driver.counter())
        const tried = await tryPrint(station.devices, station.labels, input.printer, input.symbol, station.store.mode)
        station.store.act(by, (tx) => tx.append('device.ready', { after: { test: tried.code }, device: input.printer.name }))
        return tried
      }),
      tryScanner: devices.tryScanner.handler(({ input, signal }) => {
        let changed: () => void = () => {}
        const { connection, format } = input.scanner
        const station = services.station()
        notUnderWay(station)
        const trial = tryScanner(station.devices, connection, format, () => changed())
        return latest(
          () => trial.state(),
          (tell) => {
            changed = tell
            return () => void trial.close()
          },
          signal,
        )
      }),
      heard: devices.heard.handler(({ signal }) => {
        const station = services.station()
        return latest(
          () => station.devices.heard(),
          (changed) => station.devices.onHeard(changed),
          signal,
        )
      }),
      saveVerifier: devices.saveVerifier.handler(({ input, context }) => ({
        id: services.station().devices.save(context.connection.actor('device.write', input.key), input.id, 'verifier', input.verifier),
      })),
      remove: devices.remove.handler(({ input, context }) => {
        const station = services.station()
        if (deviceById(station.store.read, input.id)?.role === 'printer') notUnderWay(station)
        station.devices.setState(context.connection.actor('device.write', input.key), input.id, 'removed')
        return done
      }),
      enable: devices.enable.handler(({ input, context }) => {
        const station = services.station()
        if (deviceById(station.store.read, input.id)?.role === 'printer') notUnderWay(station)
        station.devices.setState(context.connection.actor('device.write', input.key), input.id, input.enabled ? 'active' : 'disabled')
        return done
      }),
      load: devices.load.handler(({ input, context }) => {
        const station = services.station()
        const printer = station.devices.printer()
        if (printer === null) throw refuse('printer.none')
        const by = context.connection.actor('line.run', input.key)
        station.devices.supplies.load(by, printer, input.kind, input.lot, input.amount, station.line.activeScope())
        station.changed()
        return done
      }),
      probe: devices.probe.handler(({ input }) => services.station().devices.probe(input.id)),
      testPrint: devices.testPrint.handler(({ input, context }) =>
        services.station().testPrint(context.connection.actor('device.write', input.key), input.id),
      ),
    }),
    grades: grades.router({
      ofOrder: grades.ofOrder.handler(({ input }) => gradesOfOrder(services.station().store.read, input.orderId).map(shown)),
      waiting: grades.waiting.handler(() => waitingGrades(services.station().store.read).map(shown)),
      attach: grades.attach.handler(({ input, context }) => {
        const station = services.station()
        const by = context.connection.actor('grade.attach', input.key)
        attachReport(station.store, by, input.id, input.order, input.ordinal, input.reason)
        const attached = gradeById(station.store.read, input.id)
        if (attached !== null) station.graded(attached)
        return done
      }),
      dismiss: grades.dismiss.handler(({ input, context }) => {
        const station = services.station()
        dismissReport(station.store, context.connection.actor('grade.attach', input.key), input.id, input.reason)
        station.changed()
        return done
      }),
      preview: grades.preview.handler(async ({ input, context }) => {
        const { name, bytes } = context.connection.uploads.file(input.file)
        const { symbols, faults, absent } = await readReport(name, bytes, { settings: { profile: input.profile } })
        const headings = input.profile.form === 'table' ? ((await readTable(name, bytes)).rows[0] ?? []) : []
        return {
          symbols: symbols.slice(0, 20).map(({ code, grade, standard, at }) => ({ code, formal: formalGrade(grade), standard, at })),
          faults: faults.slice(0, 20),
          absent: [...absent],
          headings: [...headings].slice(0, 60),
        }
      }),
    }),
  }
}
