import './older-browsers.ts'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type EvidenceResult, verifyEvidence } from '../../shared/ledger/evidence.ts'
import { bundleTextOf } from '../../shared/ledger/evidence-file.ts'
import { type EvidenceBundle, formFaults } from '../../shared/ledger/evidence-form.ts'
import { element } from './dom.ts'
import {
  checkpointView,
  eventsView,
  factsView,
  limitsView,
  type PageState,
  problemsView,
  proofsView,
  section,
  subjectView,
  verdictView,
} from './view.ts'
import { type Language, type Say, sayIn } from './words.ts'

/** The page's own cryptography: a page of file:// has no WebCrypto in every browser. Verification is RFC 8032's, not ZIP 215's. */
const verifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean =>
  ed25519.verify(signature, message, publicKey, { zip215: false })

/** Checks a bundle as the page does. Pure: it needs no document. */
export const verify = (bundle: unknown, key: string | null): EvidenceResult => verifyEvidence(bundle, { sha256, verifyEd25519, key })

/** Entries shown at first, and how many more at each asking. */
const [first, step] = [200, 1000]

/** The page. `text` is the JSON of a bundle; the empty page holds `null` and waits for a file. */
function show(root: HTMLElement, text: string | null): void {
  let language: Language = 'zh-CN'
  let key = ''
  let shown = first
  let bundle: unknown
  let readable: EvidenceBundle | null
  let result: EvidenceResult

  const load = (json: string | null): void => {
    bundle = parsed(json)
    readable = formFaults(bundle).length === 0 ? (bundle as EvidenceBundle) : null
    result = verify(bundle, key === '' ? null : key)
    shown = first
    render()
  }
  const focus = (place: string): void => root.querySelector<HTMLElement>(place)?.focus()

  function render(): void {
    const say = sayIn(language)
    document.documentElement.lang = language
    document.title = say('evidence.title')
    const state: PageState = { bundle: readable, result, key, shown }
    const other = element('button', { type: 'button' }, say('evidence.language'))
    other.addEventListener('click', () => {
      language = language === 'en' ? 'zh-CN' : 'en'
      render()
      focus('header button')
    })
    const found = [
      verdictView(state, say),
      keyForm(say),
      problemsView(state, say),
      subjectView(state, say),
      eventsView(state, say, () => {
        shown += step
        render()
        focus('#more')
      }),
      factsView(state, say),
      checkpointView(state, say),
      proofsView(state, sha256, say),
    ]
    const training = readable?.station.id.startsWith('TRN-') === true
    root.replaceChildren(
      element('header', { class: 'bar' }, element('h1', {}, say('evidence.title')), other),
      ...(training ? [element('div', { class: 'training' }, say('evidence.training'))] : []),
      element('main', {}, ...(bundle === null ? [] : found), opener(say), limitsView(say)),
    )
  }

  function keyForm(say: Say): HTMLElement {
    const input = element('input', {
      id: 'key',
      name: 'key',
      autocomplete: 'off',
      spellcheck: 'false',
      value: key,
      'aria-describedby': 'key-help',
    })
    const form = element('form', {}, input, element('button', { type: 'submit', class: 'primary' }, say('evidence.check')))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      key = input.value.trim()
      result = verify(bundle, key === '' ? null : key)
      render()
      focus('#key')
    })
    const label = element('label', { for: 'key' }, say('evidence.key'))
    const made = section('', element('h3', {}, label), element('p', { class: 'note', id: 'key-help' }, say('evidence.keyHelp')), form)
    made.className = 'key'
    return made
  }

  /** A page from the factory can show anything; an inspector's own copy opens its file and judges for itself. */
  function opener(say: Say): HTMLElement {
    const input = element('input', { id: 'file', type: 'file', accept: '.html,.json', 'aria-describedby': 'file-help' })
    input.addEventListener('change', async () => {
      const chosen = input.files?.[0]
      if (chosen === undefined) return
      load(bundleTextOf(await chosen.text()))
      focus('#file')
    })
    const label = element('label', { for: 'file' }, say('evidence.open'))
    return section('', element('h3', {}, label), element('p', { class: 'note', id: 'file-help' }, say('evidence.openHelp')), input)
  }

  load(text)
}

/** The value of a JSON text; undefined, which no bundle is, for a file cut short or without one. */
function parsed(json: string | null): unknown {
  try {
    return json === null ? undefined : JSON.parse(json)
  } catch {
    return undefined
  }
}

// A large lot takes seconds: what the template says meanwhile is painted first.
if (typeof document !== 'undefined')
  setTimeout(() => {
    const root = document.getElementById('page')
    if (root !== null) show(root, document.getElementById('evidence')?.textContent ?? null)
  }, 20)
