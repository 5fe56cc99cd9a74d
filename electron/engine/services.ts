import type { Health } from '../../shared/contract/system.ts'
import type { EngineHostKind } from './messages.ts'
import type { Connection } from './rpc.ts'

export interface EngineOptions {
  readonly dataDir: string
  readonly electronVersion: string | undefined
}

export interface EngineServices {
  /** A page was connected: nobody is signed in on a new port. */
  connect(): Connection
  health(): Health
  /** Ends in order; no call comes after it. */
  close(): Promise<void>
}

/** Opens what the engine serves. Never fails for want of a ledger: `health` must answer on a runtime that cannot load one. */
export async function openServices(host: EngineHostKind, options: EngineOptions): Promise<EngineServices> {
  return {
    connect: () => ({ permits: (permission) => permission === 'open' }),
    health: () => ({
      schema: 1,
      host,
      pid: process.pid,
      node: process.version,
      napi: process.versions['napi'] ?? '',
      ...(options.electronVersion === undefined ? {} : { electronVersion: options.electronVersion }),
      ledger: null,
    }),
    close: async () => {},
  }
}
