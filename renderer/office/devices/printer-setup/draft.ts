import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../../shared/contract/index.ts'
import type { PrinterLanguage } from '../../../../shared/printing.ts'
import type { PrinterInput } from '../device-values.ts'

type Outputs = InferContractRouterOutputs<Contract>['devices']
/** What a printer said of itself. */
export type Seen = Outputs['see']
/** How the printer was after a trial label, and how far that shows the label. */
export type Tried = Outputs['tryPrint']

export const setupSteps = ['find', 'know', 'print', 'read', 'set'] as const
export type SetupStep = (typeof setupSteps)[number]

/** White left and above the frame of the trial label, mm. */
export const frameMarginMm = 0.5

const offsetLimitMm = 20

/**
 * The offset that brings the frame to its place, mm rounded to 0.1, when the margin was measured on a label printed with `offset`. Positive
 * moves right or down. Null: further away than an offset may be.
 */
export function offsetFor(offset: number, measured: number): number | null {
  const wanted = Math.round((offset + frameMarginMm - measured) * 10) / 10
  return Math.abs(wanted) > offsetLimitMm ? null : wanted + 0
}

const fullProof: Readonly<Record<PrinterLanguage, 2 | 3 | 4>> = { zpl: 2, tspl: 3, epl2: 2, cpcl: 3, sbpl: 3, escpos: 4 }

/** The strongest evidence such answers can give, docs/spec/printers.md: 1, it took the bytes, up to 4, it says that each job is done. */
export function bestEvidence({ language, answers }: Pick<Seen, 'language' | 'answers'>): 1 | 2 | 3 | 4 {
  if (answers === 'full') return fullProof[language]
  return answers === 'basic' ? (language === 'cpcl' ? 3 : 2) : 1
}

const unusable: ReadonlySet<string> = new Set(['linkLost', 'denied', 'busy', 'wrongLanguage'])

/** Whether a printer that said this may be gone on with. */
export const mayGoOn = (seen: Seen, mode: 'training' | 'production'): boolean =>
  !unusable.has(seen.code) && !(seen.virtual && mode === 'production')

/** Resolution of the head as it calls itself, where the station can draw for it. */
export const knownDpi = (dpi: number | null): PrinterInput['dpi'] | null =>
  ([203, 300, 600] as const).find((known) => known === dpi) ?? null
