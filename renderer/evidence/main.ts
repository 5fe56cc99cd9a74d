import './older-browsers.ts'
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type EvidenceResult, verifyEvidence } from '../../shared/ledger/evidence.ts'
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

function show(root: HTMLElement, bundle: unknown): void {
  let language: Language = 'zh-CN'
  let key = ''
  const readable = formFaults(bundle).length === 0 ? (bundle as EvidenceBundle) : null

  const render = (): void => {
    const say = sayIn(language)
    document.documentElement.lang = language
    document.title = say('evidence.title')
    const state: PageState = { bundle: readable, result: verify(bundle, key === '' ? null : key), key }
    const other = element('button', { type: 'button' }, say('evidence.language'))
    other.addEventListener('click', () => {
      language = language === 'en' ? 'zh-CN' : 'en'
      render()
      root.querySelector<HTMLElement>('header button')?.focus()
    })
    const parts = [
      verdictView(state, say),
      keyForm(state, say),
      problemsView(state, say),
      subjectView(state, say),
      eventsView(state, say),
      factsView(state, say),
      checkpointView(state, say),
      proofsView(state, sha256, say),
      limitsView(say),
    ]
    const training =
      readable?.station.id.startsWith('TRN-') === true ? [element('div', { class: 'training' }, say('evidence.training'))] : []
    root.replaceChildren(
      element('header', { class: 'bar' }, element('h1', {}, say('evidence.title')), other),
      ...training,
      element('main', {}, ...parts),
    )
  }

  function keyForm(state: PageState, say: Say): HTMLElement {
    const input = element('input', {
      id: 'key',
      name: 'key',
      autocomplete: 'off',
      spellcheck: 'false',
      value: state.key,
      'aria-describedby': 'key-help',
    })
    const form = element('form', {}, input, element('button', { type: 'submit', class: 'primary' }, say('evidence.check')))
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      key = input.value.trim()
      render()
      root.querySelector<HTMLElement>('#key')?.focus()
    })
    const label = element('label', { for: 'key' }, say('evidence.key'))
    const made = section('', element('h3', {}, label), element('p', { class: 'note', id: 'key-help' }, say('evidence.keyHelp')), form)
    made.className = 'key'
    return made
  }

  render()
}

if (typeof document !== 'undefined') {
  const root = document.getElementById('page')
  let bundle: unknown = null
  try {
    bundle = JSON.parse(document.getElementById('evidence')?.textContent ?? 'null')
  } catch {
    // A file cut short: shown as one that does not hold.
  }
  if (root !== null) show(root, bundle)
}
