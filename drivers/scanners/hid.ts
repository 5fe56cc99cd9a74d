import { access, constants } from 'node:fs/promises'

/** What is used of node-hid, so that tests can stand in for it. */
export interface HidModule {
  devicesAsync(vendorId?: number, productId?: number): Promise<readonly HidInfo[]>
  readonly HIDAsync: { open(path: string): Promise<HidDevice> }
}

export interface HidInfo {
  readonly vendorId: number
  readonly productId: number
  readonly path?: string | undefined
  readonly serialNumber?: string | undefined
  readonly manufacturer?: string | undefined
  readonly product?: string | undefined
  readonly usagePage?: number | undefined
  readonly usage?: number | undefined
}

/** Unplugging is one `error`, after which the device is dead (node-hid 3.4). */
export interface HidDevice {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  sendFeatureReport(report: number[]): Promise<unknown>
  close(): Promise<unknown>
}

/** The system's side of USB scanners. */
export interface HidSystem {
  /** Rejects where the native part does not load. */
  load(): Promise<HidModule>
  /** Whether this user may read and write the device file; true where there is none. */
  allowed(path: string): Promise<boolean>
}

let loaded: Promise<HidModule> | null = null

export const hidSystem: HidSystem = {
  load() {
    loaded ??= loadHid().catch((error: unknown) => {
      loaded = null
      throw error
    })
    return loaded
  },
  async allowed(path) {
    if (!path.startsWith('/dev/')) return true
    return access(path, constants.R_OK | constants.W_OK).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'EACCES' && error.code !== 'EPERM',
    )
  },
}

/** The binding loads with the first call, not with the import. */
async function loadHid(): Promise<HidModule> {
  const { default: hid } = await import('node-hid')
  hid.getHidapiVersion()
  return {
    devicesAsync: (vendorId, productId) =>
      vendorId === undefined || productId === undefined ? hid.devicesAsync() : hid.devicesAsync(vendorId, productId),
    HIDAsync: { open: (path) => hid.HIDAsync.open(path) },
  }
}
