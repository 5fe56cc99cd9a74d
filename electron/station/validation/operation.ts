import type { Finding } from '../../../shared/validation.ts'
import type { Trial } from './bench.ts'
import type { OperationId } from './heads.ts'
import { drawsTemplates, encodes, parses } from './operation-codes.ts'
import { appendOnly, auditFinds, logHolds, restores, serialsOnce, voidBurns } from './operation-ledger.ts'
import { clockStops, lotLoop, missingHolds, serialLoop } from './operation-line.ts'
import { locksOut, rightsHold, twoSign } from './operation-people.ts'

/** Checks of the operation, by their numbers (GMP 2025 art. 77; 21 CFR 11.10(a)). Each works on ledgers of its own in `trial.folder`. */
export const operation: Readonly<Record<OperationId, (trial: Trial) => Promise<Finding> | Finding>> = {
  'OQ-01': parses,
  'OQ-02': encodes,
  'OQ-03': drawsTemplates,
  'OQ-04': serialsOnce,
  'OQ-05': appendOnly,
  'OQ-06': logHolds,
  'OQ-07': locksOut,
  'OQ-08': twoSign,
  'OQ-09': serialLoop,
  'OQ-10': voidBurns,
  'OQ-11': lotLoop,
  'OQ-12': restores,
  'OQ-13': clockStops,
  'OQ-14': missingHolds,
  'OQ-15': auditFinds,
  'OQ-16': rightsHold,
}
