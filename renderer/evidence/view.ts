import { base64, utf8 } from '../../shared/ledger/bytes.ts'
import type { EventResult, EvidenceBody, EvidenceResult } from '../../shared/ledger/evidence.ts'
import type { EvidenceBundle } from '../../shared/ledger/evidence-form.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import { kindName } from '../../shared/ledger/kinds.ts'
import { leafHash, type Sha256 } from '../../shared/ledger/merkle.ts'
import { element, type Mark, mark, visible } from './dom.ts'
import type { Say } from './words.ts'

export interface PageState {
  /** Null when the file holds no bundle that can be read. */
  readonly bundle: EvidenceBundle | null
  readonly result: EvidenceResult
  readonly key: string
  /** Entries shown; a lot can have a hundred thousand, and every one of them is checked all the same. */
  readonly shown: number
}

/** Problems listed; the verdict counts them all. */
const mostProblems = 200

/** The verdict, large: mark, word and what it means. */
export function verdictView({ result }: PageState, say: Say): HTMLElement {
  const { ok, signer, checkpoint, events, problems } = result
  const state: Mark = !ok ? 'bad' : signer === 'proven' ? 'proven' : 'notProven'
  const cut = { proven: 'var(--pass)', bad: 'var(--fail)', notProven: 'var(--doubt)' }[state]
  const n = ok ? events.length : problems.length
  return element(
    'section',
    { class: `verdict ${state}`, role: 'status', id: 'verdict' },
    mark(state, cut),
    element(
      'div',
      {},
      element('h2', {}, say(`evidence.${state}`)),
      element('p', {}, say(`evidence.${state}Words`, { n, origin: visible(checkpoint?.origin ?? '') })),
    ),
  )
}

export function problemsView({ result }: PageState, say: Say): HTMLElement | null {
  if (result.problems.length === 0) return null
  const items = result.problems.slice(0, mostProblems).map(({ code, params }) => {
    const shown = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, visible(String(value))]))
    const seq = params['seq'] === undefined ? '' : `${say('evidence.entry', shown)}: `
    const which = params['which'] === undefined ? '' : ` (${say(`evidence.at.${String(params['which'])}`)})`
    return element('li', {}, `${seq}${say(`error.${code}`, shown)}${which} `, element('code', {}, code))
  })
  if (result.problems.length > items.length) items.push(element('li', {}, '…'))
  return section(say('evidence.problems'), element('ul', { class: 'problems' }, ...items))
}

export function subjectView({ bundle }: PageState, say: Say): HTMLElement | null {
  if (bundle === null) return null
  const { subject, station, made, vkey } = bundle
  const { kind, ...claims } = subject
  return element(
    'div',
    { class: 'pair' },
    section(say('evidence.subject'), facts([[say('evidence.head.kind'), say(`evidence.kind.${kind}`)], ...entries(claims, say)], say)),
    section(
      say('evidence.station'),
      facts(
        [
          [say('evidence.head.station'), station.id],
          [say('evidence.head.name'), station.name],
          [say('evidence.head.firm'), station.firm],
          [say('evidence.head.made'), made],
          [say('evidence.head.stated'), vkey],
        ],
        say,
      ),
    ),
  )
}

export function checkpointView({ result }: PageState, say: Say): HTMLElement | null {
  const { checkpoint, later } = result
  if (checkpoint === null) return null
  const provider = checkpoint.provider
  return section(
    say('evidence.checkpoint'),
    facts(
      [
        [say('evidence.head.origin'), checkpoint.origin],
        [say('evidence.head.size'), checkpoint.size],
        [say('evidence.head.root'), checkpoint.root],
        [say('evidence.head.at'), checkpoint.at],
        [
          say('evidence.head.provider'),
          provider === 'os' || provider === 'file' || provider === 'open' ? say(`evidence.provider.${provider}`) : provider,
        ],
        [say('evidence.head.signatures'), checkpoint.signatures],
        ...later
          .filter(({ ok }) => ok)
          .map(({ size }): [string, string] => [say('evidence.head.later'), say('evidence.laterWords', { size })]),
      ],
      say,
    ),
  )
}

export function eventsView({ bundle, result, shown }: PageState, say: Say, more: () => void): HTMLElement | null {
  if (bundle === null || result.events.length === 0) return null
  const columns = ['seq', 'time', 'who', 'what', 'before', 'after', 'result'].map((name) =>
    element('th', { scope: 'col' }, say(`evidence.col.${name}`)),
  )
  const rows = result.events.slice(0, shown).map((event) => element('tr', {}, ...cells(event, bundle.people, say)))
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...columns)), element('tbody', {}, ...rows))
  const left = result.events.length - rows.length
  const button =
    left > 0
      ? element('button', { type: 'button', id: 'more' }, say('evidence.more', { shown: rows.length, n: result.events.length }))
      : null
  button?.addEventListener('click', more)
  return section(say('evidence.events'), element('div', { class: 'wide' }, table), ...(button === null ? [] : [button]))
}

function cells({ seq, ok, body }: EventResult, people: Readonly<Record<string, string>>, say: Say): HTMLElement[] {
  const td = (child: Node | string, kind = ''): HTMLElement => element('td', kind === '' ? {} : { class: kind }, child)
  const state = element(
    'span',
    { class: `state ${ok ? 'good' : 'bad'}` },
    mark(ok ? 'proven' : 'bad', 'var(--paper)'),
    say(ok ? 'evidence.inLog' : 'evidence.notInLog'),
  )
  // What is not proved is not shown: it must not be read as evidence.
  if (body === null) return [td(String(seq)), td('–'), td('–'), td('–'), td('–'), td('–'), td(state)]
  return [
    td(String(seq)),
    td(timeOf(body), 'nowrap'),
    td(who(body, people, say)),
    td(what(body, say)),
    td(valueView(body['before'] ?? null, say)),
    td(valueView(body['after'] ?? null, say)),
    td(state),
  ]
}

function who(body: EvidenceBody, people: Readonly<Record<string, string>>, say: Say): Node {
  const id = String(body['actor'])
  const name = id === '0' ? say('evidence.system') : Object.hasOwn(people, id) ? people[id]! : say('evidence.person', { id })
  const role = typeof body['role'] === 'string' && id !== '0' ? say(`role.${body['role']}`) : null
  return lines([
    name,
    ...(role === null ? [] : [role]),
    ...(typeof body['device'] === 'string' ? [`${say('evidence.device')}: ${body['device']}`] : []),
  ])
}

function what(body: EvidenceBody, say: Say): Node {
  const no = Number(body['kind'])
  const kind = kindName(no)
  const reason = typeof body['reason'] === 'string' ? [`${say('evidence.reason')}: ${body['reason']}`] : []
  const about = Object.entries((body['entities'] ?? {}) as EvidenceBody).map(
    ([name, value]) => `${fieldName(name, say)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  )
  return lines([kind === null ? say('evidence.kindUnknown', { no }) : say(`kind.${kind}`), ...about, ...reason])
}

const lines = (texts: readonly string[]): Node => {
  const [first = '', ...rest] = texts
  return element('div', {}, element('strong', {}, visible(first)), ...rest.flatMap((text) => [element('br'), visible(text)]))
}

/** The time on the station's wall: UTC ms and the minutes from UTC, both of the entry. */
function timeOf(body: EvidenceBody): string {
  const [at, zone] = [Number(body['at']), Number(body['zone'])]
  const date = new Date(at + zone * 60_000)
  if (Number.isNaN(date.getTime()) || !Number.isFinite(zone)) return '–'
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0')
  const away = Math.abs(zone)
  return `${date.toISOString().slice(0, 19).replace('T', ' ')} ${zone < 0 ? '-' : '+'}${two(away / 60)}:${two(away % 60)}`
}

export function factsView({ bundle }: PageState, say: Say): HTMLElement | null {
  if (bundle === null) return null
  return section(say('evidence.facts'), element('p', { class: 'note' }, say('evidence.unproved')), facts(entries(bundle.facts, say), say))
}

export function proofsView({ bundle, shown }: PageState, sha256: Sha256, say: Say): HTMLElement | null {
  if (bundle === null) return null
  const pre = (text: string): HTMLElement => element('pre', {}, visible(text))
  const proofs = bundle.events
    .slice(0, shown)
    .map(({ seq, body, proof }) =>
      element(
        'details',
        {},
        element('summary', {}, say('evidence.entry', { seq })),
        say('evidence.body'),
        pre(body),
        say('evidence.leaf'),
        pre(base64(leafHash(sha256, utf8(body)))),
        say('evidence.path'),
        pre(proof.join('\n')),
      ),
    )
  return section(
    '',
    element('details', {}, element('summary', {}, say('evidence.proofs')), say('evidence.checkpoint'), pre(bundle.checkpoint), ...proofs),
  )
}

export const limitsView = (say: Say): HTMLElement =>
  section(say('evidence.limits'), element('p', { class: 'note' }, say('evidence.limitsWords')))

export function section(title: string, ...children: readonly Node[]): HTMLElement {
  return element('section', {}, title === '' ? null : element('h3', {}, title), ...children)
}

/** A field of a subject or of entities in words where there are some. */
function fieldName(name: string, say: Say): string {
  const key = `evidence.field.${name}`
  const words = say(key)
  return words === key ? name : words
}

const entries = (value: Readonly<Record<string, unknown>>, say: Say): [string, Json][] =>
  Object.entries(value).map(([name, member]) => [fieldName(name, say), (member ?? null) as Json])

function facts(pairs: readonly (readonly [string, Json])[], say: Say): HTMLElement {
  const list = element('dl')
  for (const [name, value] of pairs) list.append(element('dt', {}, visible(name)), element('dd', {}, valueView(value, say)))
  return list
}

/** Any JSON as text, list or pairs. */
function valueView(value: Json, say: Say): Node {
  if (value === null) return document.createTextNode('–')
  if (typeof value !== 'object') return document.createTextNode(visible(String(value)))
  if (!Array.isArray(value)) return facts(entries(value as Readonly<Record<string, unknown>>, say), say)
  const items = value as readonly Json[]
  if (items.every((item) => item === null || typeof item !== 'object'))
    return document.createTextNode(visible(items.map((item) => item ?? '–').join(', ')))
  return element('ul', {}, ...items.map((item) => element('li', {}, valueView(item, say))))
}
