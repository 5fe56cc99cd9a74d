import { readFileSync } from 'node:fs'
import type { EvidenceBundle } from '../../../shared/ledger/evidence-form.ts'
import { resource } from '../resources.ts'

/** Where the page holds its data: an element that no browser runs. */
const opening = '<script type="application/json" id="evidence">'
const closing = '</script>'

/** The one file an inspector opens, offline: the page of resources/evidence with the bundle inside. */
export function evidencePage(bundle: EvidenceBundle): string {
  const page = readFileSync(resource('evidence', 'page.html'), 'utf8')
  const from = page.indexOf(opening) + opening.length
  return page.slice(0, from) + scriptJson(bundle) + page.slice(page.indexOf(closing, from))
}

/** JSON that cannot end its element, nor be read as markup (and as a script of old, U+2028 and U+2029). */
const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** The JSON text inside an evidence page, or null when there is none. */
export function bundleText(html: string): string | null {
  const from = html.indexOf(opening)
  const to = html.indexOf(closing, from)
  return from < 0 || to < 0 ? null : html.slice(from + opening.length, to)
}
