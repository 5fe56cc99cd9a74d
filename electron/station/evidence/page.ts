import { readFileSync } from 'node:fs'
import { withBundleText } from '../../../shared/ledger/evidence-file.ts'
import type { EvidenceBundle } from '../../../shared/ledger/evidence-form.ts'
import { resource } from '../resources.ts'

export { bundleText } from '../../../shared/ledger/evidence-file.ts'

/** The empty page, for an inspector to keep: it opens evidence files of any station. */
export const verifierPage = (): string => readFileSync(resource('evidence', 'page.html'), 'utf8')

/** The one file an inspector opens, offline: the page of resources/evidence with the bundle inside. */
export const evidencePage = (bundle: EvidenceBundle): string => withBundleText(verifierPage(), scriptJson(bundle))

/** JSON that cannot end its element, nor be read as markup (and as a script of old, U+2028 and U+2029). */
const scriptJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
