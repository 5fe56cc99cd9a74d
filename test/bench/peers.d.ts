/** The peer ships no types; only what the bench calls. */
declare module '@point-of-sale/barcode-parser' {
  export const Aim: { decode(aim: string, value: string): { symbology: string | null; fnc1?: number; value?: string } }
  export const GS1: {
    parse(scan: { value?: string; symbology?: string | null; fnc1?: number }): { elements: readonly unknown[] } | undefined
  }
}
