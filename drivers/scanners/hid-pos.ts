import type { HidDevice, HidInfo, HidSystem } from './hid.ts'
import { hidSystem } from './hid.ts'
import { type HidPosPending, hidPosReport } from './hid-pos-report.ts'
import { ScannerListeners } from './listeners.ts'
import { Reconnect } from './reconnect.ts'
import type { ScannerDriver } from './scanner.ts'
import { scannerVendor } from './vendors.ts'

/** HID Usage Tables, bar code scanner page (0x8C), bar code scanner (2). */
const posPage = 0x8c
const posUsage = 2
/** ms that listing the devices may take: a USB device that hangs makes it hang, too. */
const listMs = 4_000

/** A scanner of the USB scanner class that is plugged in. */
export interface HidPosFound {
  /** `VID:PID:SERIAL`, four hex digits, four hex digits, text; as in ScannerConnection. */
  readonly device: string
  readonly vendor: string | null
  /** What it calls itself, or empty. */
  readonly name: string
  readonly serial: string
}

/**
 * A scanner of the USB scanner class, chosen by `VID:PID:SERIAL`; without serial the first of that kind. Looked for again when it is
 * unplugged. `device` of another shape is never found.
 */
export function openHidPosScanner(device: string, system: HidSystem = hidSystem): ScannerDriver {
  const listeners = new ScannerListeners()
  const reconnect = new Reconnect(() => void connect())
  const wanted = wantedOf(device)
  let open: HidDevice | null = null
  let pending: HidPosPending | null = null
  let closed = false

  async function connect(): Promise<void> {
    const code = await attempt().catch((error: unknown) => (error instanceof ModuleMissing ? 'moduleMissing' : 'linkLost'))
    if (closed) return
    listeners.set(code)
    if (code !== 'ready') reconnect.down()
  }

  async function attempt(): Promise<'ready' | 'denied' | 'busy' | 'linkLost'> {
    const hid = await load(system)
    if (wanted === null) return 'linkLost'
    const infos = await within(hid.devicesAsync(wanted.vendorId, wanted.productId), listMs)
    const info = infos.find((found) => isPos(found) && (wanted.serial === '' || found.serialNumber === wanted.serial))
    if (info?.path === undefined) return 'linkLost'
    if (!(await system.allowed(info.path))) return 'denied'
    const found = await hid.HIDAsync.open(info.path).catch(() => null)
    // It is there, this user may have it, and still it does not open: on Windows another program holds it.
    if (found === null) return 'busy'
    if (closed) {
      await found.close()
      return 'linkLost'
    }
    await use(found)
    return open === found ? 'ready' : 'linkLost'
  }

  async function use(found: HidDevice): Promise<void> {
    open = found
    pending = null
    found.on('error', () => lost(found))
    found.on('data', (report) => {
      if (open !== found) return
      const step = hidPosReport(report, pending, performance.now(), scannerVendor(wanted?.vendorId ?? 0)?.plain === true)
      pending = step.pending
      listeners.counts.noise += step.bad
      if (step.code !== null) listeners.read({ raw: step.code, grade: null })
    })
    reconnect.up()
    const { posReport = null } = scannerVendor(wanted?.vendorId ?? 0) ?? {}
    if (posReport !== null) await within(found.sendFeatureReport([...posReport]), listMs).catch(() => {})
  }

  function lost(found: HidDevice): void {
    if (open !== found) return
    open = null
    if (pending !== null && !pending.dropped) listeners.counts.noise++
    pending = null
    void found.close().catch(() => {})
    if (closed) return
    listeners.set('linkLost')
    reconnect.down()
  }

  void connect()

  return {
    ...listeners.driver,
    poke: () => reconnect.poke(),
    async close() {
      closed = true
      reconnect.close()
      const last = open
      open = null
      if (last !== null) await within(last.close(), listMs).catch(() => {})
    },
  }
}

/** The scanners of the USB scanner class that are plugged in, within 4 s. Code `moduleMissing`: see ScannerState; `timeout`: no list came. */
export async function findHidPos(
  system: HidSystem = hidSystem,
): Promise<{ readonly code: 'ok' | 'moduleMissing' | 'timeout'; readonly found: readonly HidPosFound[] }> {
  try {
    const hid = await load(system)
    const infos = await within(hid.devicesAsync(), listMs)
    const found = new Map(infos.filter(isPos).map((info) => [deviceOf(info), foundOf(info)]))
    return { code: 'ok', found: [...found.values()] }
  } catch (error) {
    return { code: error instanceof ModuleMissing ? 'moduleMissing' : 'timeout', found: [] }
  }
}

class ModuleMissing extends Error {}

const load = (system: HidSystem) =>
  system.load().catch(() => {
    throw new ModuleMissing()
  })

const isPos = (info: HidInfo): boolean => info.usagePage === posPage && info.usage === posUsage

const hex = (number: number): string => number.toString(16).padStart(4, '0').toUpperCase()
const deviceOf = (info: HidInfo): string => `${hex(info.vendorId)}:${hex(info.productId)}:${info.serialNumber ?? ''}`

const foundOf = (info: HidInfo): HidPosFound => ({
  device: deviceOf(info),
  vendor: scannerVendor(info.vendorId)?.name ?? info.manufacturer ?? null,
  name: info.product ?? '',
  serial: info.serialNumber ?? '',
})

/** A serial may hold colons; ids may not. */
function wantedOf(device: string): { readonly vendorId: number; readonly productId: number; readonly serial: string } | null {
  const parts = /^([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4}):([\s\S]*)$/.exec(device)
  return parts === null ? null : { vendorId: Number.parseInt(parts[1]!, 16), productId: Number.parseInt(parts[2]!, 16), serial: parts[3]! }
}

function within<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('timeout')), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
