import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { amount } from '../../design/format.ts'
import { say } from '../../station/words.ts'

type Outputs = InferContractRouterOutputs<Contract>['audit']
export type AuditRow = Outputs['search']['rows'][number]
export type AuditEntry = Outputs['get']

/** What was done, in words. An entry of a newer version says so. */
export function actOf({ kind, kindName }: Pick<AuditRow, 'kind' | 'kindName'>): string {
  const key = `kind.${kindName ?? ''}`
  return isWord(key) ? say(key) : say('kind.unknown', { no: String(kind) })
}

/** A person by name; what the station did by itself is the system's. With an empty name only the role. */
export function whoOf({ actor }: { readonly actor: AuditRow['actor'] }): string {
  const key = `role.${actor.role}`
  return actor.name !== '' ? actor.name : isWord(key) ? say(key) : say('role.system')
}

/** What it was done to: a label, an order, a device. */
export function objectOf({ order, ordinal, serial, device, subject }: AuditRow): string {
  if (ordinal !== null) return [say('office.audit.label', { n: ordinal }), serial ?? order].filter((part) => part !== null).join(' · ')
  return [serial, order, device, subject].filter((part) => part !== null).join(' · ')
}

/** HH:MM:SS.mmm on the clock of the station that wrote it. */
export const clockOf = ({ at, zone }: Pick<AuditRow, 'at' | 'zone'>): string => new Date(at + zone * 60_000).toISOString().slice(11, 23)

/** The whole instant with its zone, as in the ledger. */
export function instantOf({ at, zone }: Pick<AuditRow, 'at' | 'zone'>): string {
  const local = new Date(at + zone * 60_000).toISOString()
  const minutes = Math.abs(zone)
  const offset = `${zone < 0 ? '−' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  return `${local.slice(0, 10)} ${local.slice(11, 23)} ${offset}`
}

/** A hash as groups of four, its middle left out. */
export const shortHash = (hex: string): string =>
  `${(hex.slice(0, 12).match(/.{4}/g) ?? []).join(' ')} … ${(hex.slice(-8).match(/.{4}/g) ?? []).join(' ')}`

export interface Difference {
  readonly name: string
  readonly was: string | null
  readonly is: string | null
}

/** Two values field by field; what did not change is listed, too, so that one sees what was there. */
export function differences(before: unknown, after: unknown): readonly Difference[] {
  const [was, is] = [flat(before), flat(after)]
  const names = [...new Set([...was.keys(), ...is.keys()])]
  return names.map((name) => ({ name, was: was.get(name) ?? null, is: is.get(name) ?? null }))
}

/** A field's name in words, else as it stands in the ledger. */
export function fieldWord(name: string): string {
  const last = name.split('.').at(-1) ?? name
  const key = [`office.f.${name}`, `office.f.${last}`, `field.${last}`, `office.product.${last}`].find(isWord)
  return key !== undefined && isWord(key) ? say(key) : name
}

function flat(value: unknown, path = ''): Map<string, string> {
  if (isObject(value))
    return new Map(Object.entries(value).flatMap(([name, part]) => [...flat(part, path === '' ? name : `${path}.${name}`)]))
  return value === null && path === '' ? new Map() : new Map([[path, valueWord(value, path)]])
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function valueWord(value: unknown, path: string): string {
  if (value === null || value === '') return '–'
  if (typeof value === 'boolean') return say(value ? 'office.yes' : 'office.no')
  if (typeof value === 'number') return amount(value)
  if (Array.isArray(value))
    return value.map((part) => (isObject(part) ? [...flat(part).values()].join(' ') : valueWord(part, path))).join(say('office.comma'))
  const last = path.split('.').at(-1) ?? path
  const key = (valueWords[last] ?? []).map((group) => `${group}.${String(value)}`).find(isWord)
  return key !== undefined && isWord(key) ? say(key) : String(value)
}

/** Fields whose values are names of the program's own, and where their words stand. */
const valueWords: Readonly<Record<string, readonly string[]>> = {
  roles: ['role'],
  verify: ['verify'],
  trace: ['trace'],
  state: ['order', 'office.people.state'],
  status: ['status'],
  test: ['status'],
  method: ['field'],
  what: ['field', 'nav'],
  verdict: ['verdict'],
  language: ['office.language'],
  mode: ['office.mode'],
  kind: ['office.pool.kind', 'office.scanner'],
  meaning: ['office.meaning'],
  voidRule: ['office.policy.void'],
  sterile: ['office.sterile'],
}
