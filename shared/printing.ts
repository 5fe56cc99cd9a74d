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
