import { yymmdd } from '../../../shared/dates.ts'
import { labelElements } from '../../../shared/product.ts'
import { refuse } from '../../../shared/station-error.ts'
import { auditEvent, searchAudit } from '../../station/audit.ts'
import { askRestore, checkBackup, listBackups, makeBackup, swapIn } from '../../station/backup.ts'
import { setActive } from '../../station/folders.ts'
import { mustOrder, recordOf } from '../../station/orders.ts'
import { sign } from '../../station/people/people.ts'
import { readSettings, type Settings } from '../../station/settings.ts'
import { performSigned } from '../../station/signed-acts.ts'
import type { Station } from '../../station/station.ts'
import { allProducts, productById } from '../../station/store/masters.ts'
import { allOrders } from '../../station/store/orders.ts'
import { findTemplate, listTemplates } from '../../station/templates.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { pictureOf } from './line.ts'
import { logRoutes } from './log.ts'

const done = { ok: true } as const

/** With the drawing library, which the first screen does not wait for. */
const pictures = () => import('../../station/labels/preview.ts')

export function stationRoutes(base: Engine, services: EngineServices) {
  const { templates, audit, settings } = base
  return {
    templates: templates.router({
      list: templates.list.handler(() => listTemplates(services.station().store).map(({ sha256: _hash, ...template }) => template)),
      preview: templates.preview.handler(async ({ input }) => {
        const station = services.station()
        const { product, record } = sampleOf(station, input.name, input.orderId)
        const { made, symbol, checks } = await (await pictures()).previewTemplate(station.labels, {
          template: input.name,
          product,
          record,
          dpi: input.dpi,
          training: station.store.mode === 'training',
          printer: { darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 },
        })
        return {
          picture: pictureOf(made),
          symbol,
          checks: [...checks],
          elements: labelElements(product, record, yymmdd),
          record: { di: product.di, ...record },
        }
      }),
      exportPicture: templates.exportPicture.handler(async ({ input, context }) => {
        const station = services.station()
        const by = context.connection.actor('template.read')
        const { product, record } = sampleOf(station, input.name, input.orderId)
        const bytes = await (await pictures()).exportPicture(
          station.labels,
          {
            template: input.name,
            product,
            record,
            dpi: input.dpi,
            training: station.store.mode === 'training',
            printer: { darkness: 15, speed: 4, offsetXMm: 0, offsetYMm: 0 },
          },
          input.format,
        )
        station.store.act(by, (tx) =>
          tx.append('data.exported', { entities: { template: input.name }, after: { what: 'label', format: input.format, rows: 1 } }),
        )
        return { name: `${input.name}-${input.dpi}.${input.format}`, bytes }
      }),
    }),
    audit: audit.router({
      search: audit.search.handler(({ input }) => searchAudit(services.station().store, input)),
      get: audit.get.handler(({ input }) => {
        const found = auditEvent(services.station().store, input.seq)
        if (found === null) throw refuse('audit.unknown', { seq: input.seq })
        return found as never
      }),
      ...logRoutes(audit, services),
    }),
    settings: settings.router({
      get: settings.get.handler(() => readSettings(services.station().store)),
      set: settings.set.handler(async ({ input, context }) => {
        const by = context.connection.actor('settings.write', input.key)
        const params = { settings: input.settings as Settings }
        const { waiting } = await performSigned(services.station(), 'settingsChanged', by, params, input.signing ?? null)
        return { ok: true as const, waiting }
      }),
      backups: settings.backups.handler(() => {
        const { store } = services.station()
        return listBackups(store, readSettings(store).backupFolder)
      }),
      backup: settings.backup.handler(async ({ input, context }) => {
        const { store } = services.station()
        const made = await makeBackup(
          store,
          context.connection.actor('backup.write', input.key),
          readSettings(store).backupFolder,
          services.station().log,
        )
        services.station().changed()
        return made
      }),
      restore: settings.restore.handler(async ({ input, context }) => {
        const { store, signing } = services.station()
        const by = context.connection.actor('restore.write', input.key)
        const listed = listBackups(store, readSettings(store).backupFolder).find(({ file }) => file === input.file)
        if (listed === undefined) throw refuse('restore.unreadable', { file: input.file })
        const signers = await signing.take('restore', input.signing)
        await checkBackup(store, input.file)
        askRestore(store, by, input.file, signers, input.signing.reason)
        const { folder } = store
        later(() => services.restart(() => swapIn(folder, input.file)))
        return done
      }),
      goLive: settings.goLive.handler(async ({ input, context }) => {
        const { store, signing } = services.station()
        const by = context.connection.actor('live.start', input.key)
        if (store.mode === 'production') throw refuse('live.already')
        const signers = await signing.take('goLive', input.signing)
        await services.station().createProduction(services.dataDir, signers[0]!.user, readSettings(store))
        setActive(services.dataDir, 'production')
        store.act(by, (tx) =>
          sign(
            tx,
            tx.append('station.wentLive', { after: { station: store.station }, reason: input.signing.reason }),
            signers,
            'goLive',
            input.signing.reason,
          ),
        )
        later(() => services.restart(() => {}))
        return done
      }),
      acceptClock: settings.acceptClock.handler(async ({ input, context }) => {
        const { store, signing } = services.station()
        const by = context.connection.actor('clock.accept', input.key)
        const signers = await signing.take('clockAccepted', input.signing)
        store.act(by, (tx) => {
          sign(
            tx,
            tx.append('clock.accepted', { after: { wall: store.clock.now() }, reason: input.signing.reason }),
            signers,
            'clockAccepted',
            input.signing.reason,
          )
          store.acceptClock(tx)
        })
        services.station().changed()
        return done
      }),
    }),
  }
}

/** Answers first, so that the page learns the outcome before the engine goes. */
const later = (work: () => Promise<void>): void => {
  setTimeout(() => void work(), 100)
}

/** What a template shows: the given order's next label, or the newest order of a product that uses it. */
function sampleOf(station: Station, template: string, orderId: number | null) {
  const { read } = station.store
  if (findTemplate(station.store, template) === null) throw refuse('template.unknown', { template })
  const order =
    orderId === null
      ? allOrders(read).find((candidate) => productById(read, candidate.product)?.template === template)
      : mustOrder(station.store, orderId)
  const product =
    order === undefined
      ? (allProducts(read).find((candidate) => candidate.template === template) ?? allProducts(read)[0])
      : productById(read, order.product)
  if (product === undefined || product === null) throw refuse('template.noRecord')
  const serial = product.trace === 'serial' ? 'TRN-000001' : null
  const record =
    order === undefined ? { lot: 'LOT000', made: '2026-01-01', expires: '2030-12-31', serial } : recordOf(order, product, serial)
  return { product, record }
}
