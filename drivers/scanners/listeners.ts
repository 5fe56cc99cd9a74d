import type { ScanFormat, ScanRead } from '../../shared/scanning.ts'
import { LineFeed } from './line-feed.ts'
import type { ScannerDriver, ScannerState } from './scanner.ts'

/** Who listens to a scanner, the state it is in, and what it refused. */
export class ScannerListeners {
  readonly #scans = new Set<(raw: string, read: ScanRead) => void>()
  readonly #states = new Set<(state: ScannerState) => void>()
  #state: ScannerState = { code: 'connecting', greeting: null, virtual: false }

  readonly counts = { unmatched: 0, noise: 0, refusedPeers: 0 }

  readonly driver: Pick<ScannerDriver, 'onScan' | 'onState' | 'state' | 'counts'> = {
    onScan: (listener) => void this.#scans.add(listener),
    onState: (listener) => void this.#states.add(listener),
    state: () => this.#state,
    counts: () => ({ ...this.counts }),
  }

  /** What one connection of a reader that sends lines brings. */
  feed(format: ScanFormat): LineFeed {
    return new LineFeed(format, {
      read: (read) => this.read(read),
      greeted: (greeting) => this.set('ready', greeting),
      unmatched: () => this.counts.unmatched++,
      noise: () => this.counts.noise++,
    })
  }

  read(read: ScanRead): void {
    for (const listener of this.#scans) listener(read.raw, read)
  }

  /** Told only when it differs. A virtual scanner that is away stays a virtual one. */
  set(code: ScannerState['code'], greeting: string | null = null): void {
    const virtual = greeting !== null || (code !== 'ready' && this.#state.virtual)
    if (code === this.#state.code && greeting === this.#state.greeting && virtual === this.#state.virtual) return
    this.#state = { code, greeting, virtual }
    for (const listener of this.#states) listener(this.#state)
  }
}
