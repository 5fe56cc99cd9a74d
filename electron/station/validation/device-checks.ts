import { scannerText } from '../../../shared/scanning.ts'
import type { Checked, CheckHead, Finding } from '../../../shared/validation.ts'
import { until } from '../simulate/operator.ts'
import type { Station } from '../station.ts'
import { allDevices } from '../store/devices.ts'
import { found, must, ok, skipped } from './finding.ts'
import { deviceHeads } from './heads.ts'

/** A scanner that was just opened is given so long to answer. */
const scannerMs = 3_000

/** What a device check needs of the station; a test hands in devices of its own. */
export type DeviceStation = Pick<Station, 'store' | 'devices'>

/**
 * Checks of the configured devices, one for each: who it says it is, and how it is (21 CFR 11.10(h)). Only asks. What is not there, off or
 * not reachable is skipped with the reason: nothing is claimed of it.
 */
export async function* checkDevices(station: DeviceStation): AsyncGenerator<Checked, void> {
  const devices = allDevices(station.store.read)
  for (const head of deviceHeads(devices)) yield { ...head, ...(await found(() => checkDevice(station, head))) }
}

function checkDevice(station: DeviceStation, head: CheckHead): Promise<Finding> | Finding {
  const id = Number(head.id.slice('DQ-P'.length))
  if (id === 0) return skipped(head.words === 'printer.none' ? 'validation.noPrinter' : 'validation.noScanner')
  const device = allDevices(station.store.read).find((candidate) => candidate.id === id)
  if (device === undefined || device.state !== 'active') return skipped('validation.disabled')
  return device.role === 'printer' ? checkPrinter(station, id, device.settings.dpi) : checkScanner(station, id)
}

/** Model, firmware, dots per mm (~HI in ZPL, its like elsewhere); then its state and its own count. */
async function checkPrinter({ store, devices }: DeviceStation, id: number, dpi: number): Promise<Finding> {
  const driver = devices.driverOf(id)
  must(driver !== null, 'validation.disabled')
  const identity = await driver.identify()
  const { code } = await driver.status()
  if (code === 'linkLost' || code === 'mute' || code === 'unknown') return skipped(`printer.${code}`)
  // Some languages have no word for who the printer is: then no more is claimed of it than its state.
  if (identity === null) {
    must(code === 'ready', `printer.${code}`)
    return skipped('validation.noIdentity', code)
  }
  const heads = identity.dotsPerMm === null ? '–' : `${identity.dotsPerMm}/mm`
  const text = [identity.model, identity.firmware, `${dpi} dpi`, heads].filter((part) => part !== '').join(' · ')
  must(!identity.virtual || store.mode === 'training', 'validation.virtual', text)
  must(identity.dotsPerMm === null || identity.dotsPerMm === Math.round(dpi / 25.4), 'validation.dpi', text)
  must(code === 'ready', `printer.${code}`, text)
  const count = await driver.counter()
  return ok(count === null ? text : `${text} · ${count}`)
}

async function checkScanner({ store, devices }: DeviceStation, id: number): Promise<Finding> {
  const view = () => devices.list().find((device) => device.id === id)
  // A keyboard wedge has no link that could be asked: only its set-up page can prove it.
  if (view()?.scanner?.connection.kind === 'wedge') return skipped('validation.wedge')
  await until(() => view()?.status.code !== 'connecting', scannerMs)
  const now = view()
  must(now !== undefined, 'validation.disabled')
  if (!now.status.ok) return skipped('scanner.linkLost')
  must(!now.virtual || store.mode === 'training', 'validation.virtual', now.model ?? '')
  return ok([now.scanner === null ? null : scannerText(now.scanner.connection), now.model ?? '–'].join(' · '))
}
