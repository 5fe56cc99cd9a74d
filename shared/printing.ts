/** Languages a label printer may speak. A device row without one is ZPL, the only language there once was. */
export const printerLanguages = ['zpl', 'tspl', 'epl2', 'cpcl', 'sbpl', 'escpos'] as const
export type PrinterLanguage = (typeof printerLanguages)[number]

/** How the printer finds the next label: the gap between two, a black mark on the back, or not at all. */
export const printerMedia = ['gap', 'mark', 'continuous'] as const
export type PrinterMedia = (typeof printerMedia)[number]

/** What a printer is set to when nobody said otherwise. */
export const defaultProfile = { language: 'zpl', media: 'gap' } as const satisfies {
  readonly language: PrinterLanguage
  readonly media: PrinterMedia
}
