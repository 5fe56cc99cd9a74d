import { amount } from './amount.ts'
import { isWord, type WordKey } from './index.ts'

/** Says a key in the language of a window or a document. */
export type Say = (key: WordKey, params?: Readonly<Record<string, string | number>>) => string

/** What an entry's words need of it. */
export interface EntryHead {
  readonly kind: number
  readonly kindName: string | null
  readonly actor: { readonly name: string; readonly role: string }
  readonly order: string | null
  readonly ordinal: number | null
  readonly serial: string | null
  readonly device: string | null
  readonly subject: string | null
}

export interface Difference {
  readonly name: string
  readonly was: string | null
  readonly is: string | null
}

/** Fields whose values are names of the program's own, and where their words stand. */
const valueWords: Readonly<Record<string, readonly string[]>> = {
  roles: ['role'],
  verify: ['verify'],
  trace: ['trace'],
  state: ['order', 'office.people.state'],
  status: ['status'],
  test: ['status'],
  source: ['close.source'],
  expiryTerm: ['field'],
  method: ['field'],
  what: ['field', 'nav'],
  verdict: ['verdict'],
  language: ['office.language', 'office.printerLanguage'],
  media: ['office.media'],
  mode: ['office.mode'],
  kind: ['office.pool.kind', 'office.scanner'],
  meaning: ['office.meaning'],
  checks: ['validation.result'],
  act: ['office.meaning'],
  why: ['office.why'],
  how: ['office.how'],
  provider: ['office.key.provider'],
  field: ['field'],
  voidRule: ['office.policy.void'],
  sterile: ['office.sterile'],
}

/** Entries of the ledger in words, for the audit screen and for documents alike. */
export function entryWords(say: Say) {
  const word = (key: string): string | null => (isWord(key) ? say(key) : null)

  /** What was done. An entry of a newer version says so. */
  const actOf = ({ kind, kindName }: Pick<EntryHead, 'kind' | 'kindName'>): string =>
    word(`kind.${kindName ?? ''}`) ?? say('kind.unknown', { no: String(kind) })

  /** A post. */
  const roleOf = (role: string): string => word(`role.${role}`) ?? say('role.system')

  /** A person by name; what the station did by itself is the system's. With an empty name only the post. */
  const whoOf = ({ actor }: Pick<EntryHead, 'actor'>): string => (actor.name !== '' ? actor.name : roleOf(actor.role))

  /** What it was done to: a label, an order, a device. */
  function objectOf({ order, ordinal, serial, device, subject }: Omit<EntryHead, 'kind' | 'kindName' | 'actor'>): string {
    if (ordinal !== null) return [say('office.audit.label', { n: ordinal }), serial ?? order].filter((part) => part !== null).join(' · ')
    return [serial, order, device, subject].filter((part) => part !== null).join(' · ')
  }

  /** A field's name, else as it stands in the ledger. */
  function fieldWord(name: string): string {
    const last = name.split('.').at(-1) ?? name
    for (const key of [`office.f.${name}`, `office.f.${last}`, `field.${last}`, `office.product.${last}`]) if (isWord(key)) return say(key)
    return name
  }

  /** Two values field by field; what did not change is listed, too, so that one sees what was there. */
  function differences(before: unknown, after: unknown): readonly Difference[] {
    const [was, is] = [flat(before), flat(after)]
    const names = [...new Set([...was.keys(), ...is.keys()])]
    return names.map((name) => ({ name, was: was.get(name) ?? null, is: is.get(name) ?? null }))
  }

  function flat(value: unknown, path = ''): Map<string, string> {
    if (isObject(value))
      return new Map(Object.entries(value).flatMap(([name, part]) => [...flat(part, path === '' ? name : `${path}.${name}`)]))
    return value === null && path === '' ? new Map() : new Map([[path, valueWord(value, path)]])
  }

  function valueWord(value: unknown, path: string): string {
    if (value === null || value === '') return '–'
    if (typeof value === 'boolean') return say(value ? 'office.yes' : 'office.no')
    if (typeof value === 'number') return amount(value)
    if (Array.isArray(value))
      return value.map((part) => (isObject(part) ? [...flat(part).values()].join(' ') : valueWord(part, path))).join(say('office.comma'))
    const last = path.split('.').at(-1) ?? path
    for (const group of valueWords[last] ?? []) {
      const found = word(`${group}.${String(value)}`)
      if (found !== null) return found
    }
    return String(value)
  }

  return { actOf, roleOf, whoOf, objectOf, fieldWord, differences }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
