/** Languages a label printer may speak. A device row without one is ZPL, the only language there once was. */
export const printerLanguages = ['zpl', 'tspl', 'epl2', 'cpcl', 'sbpl', 'escpos'] as const
export type PrinterLanguage = (typeof printerLanguages)[number]

/** What their makers call them, in any language of the screen. */
export const printerNames: Readonly<Record<PrinterLanguage, string>> = {
  zpl: 'ZPL',
  tspl: 'TSPL',
  epl2: 'EPL2',
  cpcl: 'CPCL',
  sbpl: 'SBPL',
  escpos: 'ESC/POS',
}

/** How the printer finds the next label: the gap between two, a black mark on the back, or not at all. */
export const printerMedia = ['gap', 'mark', 'continuous'] as const
export type PrinterMedia = (typeof printerMedia)[number]

/** What a printer is set to when nobody said otherwise. */
export const defaultProfile = { language: 'zpl', media: 'gap' } as const satisfies {
  readonly language: PrinterLanguage
  readonly media: PrinterMedia
}

/** Hand-shake of a serial line. XON/XOFF is not offered: its two bytes occur in every bitmap. */
export const serialFlows = ['none', 'rtscts'] as const
export type SerialFlow = (typeof serialFlows)[number]
export const baudRates = [9_600, 19_200, 38_400, 57_600, 115_200] as const

/**
 * How a printer is reached. `usb` names a printer of the USB class by its device file (`/dev/usb/lp0`) or, so that it is found again
 * after it was plugged elsewhere, as `usb:VID:PID:SERIAL` (hex, hex, text). `queue` is a raw queue of the operating system: bytes go one
 * way and nothing is known of them afterwards.
 */
export type PrinterConnection =
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string; readonly baud: number; readonly flow: SerialFlow }
  | { readonly kind: 'usb'; readonly device: string }
  | { readonly kind: 'queue'; readonly queue: string }
export type PrinterConnectionKind = PrinterConnection['kind']

/** How a person would say where a printer is. */
export function connectionText(connection: PrinterConnection): string {
  switch (connection.kind) {
    case 'tcp':
      return `${connection.host}:${connection.port}`
    case 'serial':
      return `${connection.path} · ${connection.baud}`
    case 'usb':
      return connection.device
    case 'queue':
      return connection.queue
  }
}
