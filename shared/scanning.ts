/**
 * How a scanner or fixed reader is reached. `tcp`: the station calls the reader. `tcpServer`: the reader calls the station, which listens
 * on the one address and takes connections from `peers` only. `hidpos` names a scanner of the USB scanner class by
 * `VID:PID:SERIAL` (hex, hex, text; SERIAL may be empty). `wedge`: it types, and the page decodes it.
 */
export type ScannerConnection =
  | { readonly kind: 'wedge' }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'tcpServer'; readonly address: string; readonly port: number; readonly peers: readonly string[] }
  | { readonly kind: 'serial'; readonly path: string; readonly baud: number }
  | { readonly kind: 'hidpos'; readonly device: string }
export type ScannerConnectionKind = ScannerConnection['kind']

/** Where one read ends. `auto`: CR, LF, both, or what lies between STX and ETX. `gap`: silence of 50 ms. */
export const scanDelimiters = ['auto', 'cr', 'lf', 'crlf', 'stxetx', 'gap'] as const
export type ScanDelimiter = (typeof scanDelimiters)[number]

/** What a reader's line holds. */
export interface ScanFormat {
  readonly delimiter: ScanDelimiter
  /** Sent to the reader to make it read, `\r`, `\n`, `\x02` and the like written out; empty: it reads by itself. */
  readonly trigger: string
  /** Regular expression with the named groups `data`, and if it likes `aim` and `grade`; empty: the whole line is the read. */
  readonly pattern: string
  /** Lines that say that nothing was read. An empty line always does. */
  readonly noRead: readonly string[]
  /** What the reader sends in the place of GS; empty: GS itself. */
  readonly gsSubstitute: string
}

export const defaultScanFormat: ScanFormat = { delimiter: 'auto', trigger: '', pattern: '', noRead: ['NR', 'ERROR'], gsSubstitute: '' }

/** One read: data with AIM id in front where there is one, and what a verifier said beside it. */
export interface ScanRead {
  readonly raw: string
  readonly grade: string | null
}

/** How a person would say where a scanner is; empty for one that types. */
export function scannerText(connection: ScannerConnection): string {
  switch (connection.kind) {
    case 'tcp':
      return `${connection.host}:${connection.port}`
    case 'tcpServer':
      return `${connection.address}:${connection.port}`
    case 'serial':
      return `${connection.path} · ${connection.baud}`
    case 'hidpos':
      return connection.device
    case 'wedge':
      return ''
  }
}
