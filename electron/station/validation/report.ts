import type { Language } from '../../../shared/i18n/index.ts'
import type { Checked, ComponentChange, Components } from '../../../shared/validation.ts'
import type { Paper } from '../records/root-part.ts'
import type { Mode } from '../store/store.ts'

/** Who signs a report: printed name, post, time, reason (21 CFR 11.50). */
export interface ReportSigner {
  readonly name: string
  readonly staffNo: string
  readonly role: string
  /** UTC ms. */
  readonly at: number
  readonly reason: string
}

/** The newest validation that the log knows of. */
export interface LastValidation {
  readonly seq: number
  readonly at: number
  readonly name: string
  readonly version: string
  readonly ok: number
  readonly bad: number
  readonly skipped: number
}

/** Everything that a validation report says; plain data, laid out in a thread. */
export interface Report {
  readonly firm: string
  readonly site: string
  readonly station: string
  readonly mode: Mode
  readonly language: Language
  readonly zone: number
  readonly made: number
  readonly by: string
  readonly version: string
  readonly program: string
  readonly checks: readonly Checked[]
  readonly components: Components
  readonly last: LastValidation | null
  readonly changes: readonly ComponentChange[]
  readonly repeat: readonly string[]
  readonly signers: readonly ReportSigner[]
  readonly paper: Paper | null
}
