import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { zoneText } from '../../../shared/dates.ts'
import { entryWords } from '../../../shared/i18n/entry-words.ts'
import { say } from '../../station/words.ts'

export type { Difference } from '../../../shared/i18n/entry-words.ts'

type Outputs = InferContractRouterOutputs<Contract>['audit']
export type AuditRow = Outputs['search']['rows'][number]
export type AuditEntry = Outputs['get']

export const { actOf, whoOf, objectOf, fieldWord, differences } = entryWords(say)

/** HH:MM:SS.mmm on the clock of the station that wrote it. */
export const clockOf = ({ at, zone }: Pick<AuditRow, 'at' | 'zone'>): string => new Date(at + zone * 60_000).toISOString().slice(11, 23)

/** The whole instant with its zone, as in the ledger. */
export function instantOf({ at, zone }: Pick<AuditRow, 'at' | 'zone'>): string {
  const local = new Date(at + zone * 60_000).toISOString()
  return `${local.slice(0, 10)} ${local.slice(11, 23)} ${zoneText(zone)}`
}

/** A hash as groups of four, its middle left out. */
export const shortHash = (hex: string): string =>
  `${(hex.slice(0, 12).match(/.{4}/g) ?? []).join(' ')} … ${(hex.slice(-8).match(/.{4}/g) ?? []).join(' ')}`
