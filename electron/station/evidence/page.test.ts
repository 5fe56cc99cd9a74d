import { hash } from 'node:crypto'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { type EvidenceResult, verifyEvidence } from '../../../shared/ledger/evidence.ts'
import { evidenceLog } from '../../../test/rigs/evidence.ts'
import { sha256Bytes, verifyEd25519 } from './crypto.ts'
import { bundleText, evidencePage } from './page.ts'

const log = evidenceLog()
const bundle = log.bundle(37)
const page = evidencePage(bundle)

/** Every script element of a page: its attributes and text. */
const scripts = (html: string) =>
  [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)].map(([, attributes, text]) => ({ attributes: attributes!, text: text! }))

/** The verifier of a page, run where there is no document, as JSON text in and out: two worlds share no classes. */
function verifierOf(html: string): (bundle: unknown, key: string | null) => EvidenceResult {
  const context = createContext({})
  runInContext(scripts(html)[1]!.text, context)
  return (value, key) => {
    const call = `JSON.stringify(signetEvidence.verify(JSON.parse(${JSON.stringify(JSON.stringify(value))}), ${JSON.stringify(key)}))`
    return JSON.parse(runInContext(call, context) as string) as EvidenceResult
  }
}

describe('the evidence page', () => {
  test('holds the bundle and nothing that ends its element', () => {
    expect(JSON.parse(bundleText(page)!)).toEqual(bundle)
    const [data, code, ...more] = scripts(page)
    expect(more).toEqual([])
    expect(data!.attributes).toContain('type="application/json"')
    expect(data!.text).not.toMatch(/[<>&\u2028\u2029]/)
    expect(code!.attributes).toBe('')
    const hostile = { ...bundle, facts: { a: '</script><script>alert(1)</script>', b: '<!-- $& $1 __SCRIPT__ \u2028 \u2029' } }
    const other = evidencePage(hostile)
    expect(scripts(other).map(({ text }) => text)[1]).toBe(code!.text)
    expect(JSON.parse(bundleText(other)!)).toEqual(hostile)
  })

  test('its policy lets in only its own script and style', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!
    const own = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)![1]!
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${own(scripts(page)[1]!.text)}`,
      `style-src ${own(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ])
    expect(page).not.toMatch(/\sstyle="|\son\w+="|https?:\/\/(?!www\.w3\.org\/2000\/svg)[^\s"'`)]+\.(?:js|css|woff2?)/)
    expect(page).not.toMatch(/<(?:link|img|iframe|object|embed)\b/)
  })

  test('its verifier says what that of the command line says, for good and for forged bundles', () => {
    const verify = verifierOf(page)
    const other = evidenceLog().bundle(37)
    const [first, ...rest] = bundle.events
    const later = [{ checkpoint: log.checkpoint(40), proof: log.consistency(37, 40) }]
    const cases: [unknown, string | null, string][] = [
      [bundle, log.vkey, 'true proven'],
      [bundle, null, 'true notProven'],
      [{ ...bundle, later }, log.vkey, 'true proven'],
      [other, log.vkey, 'false notProven'],
      [{ ...other, vkey: log.vkey }, null, 'false notProven'],
      [{ ...bundle, checkpoint: bundle.checkpoint.replace('file', 'os') }, log.vkey, 'false notProven'],
      [{ ...bundle, events: [{ ...first, body: first!.body.replace('100', '101') }, ...rest] }, log.vkey, 'false proven'],
      [{ ...bundle, events: [{ ...first, proof: first!.proof.slice(1) }, ...rest] }, log.vkey, 'false proven'],
      [{ ...bundle, subject: { kind: 'order', order: 'A-2' } }, log.vkey, 'false proven'],
      [bundle, 'no key', 'false notProven'],
      [bundle, `signet/STN-0123456789+00000000+${'A'.repeat(44)}`, 'false notProven'],
      [null, null, 'false notProven'],
      [{}, null, 'false notProven'],
    ]
    for (const [value, key, due] of cases) {
      const node = verifyEvidence(value, { sha256: sha256Bytes, verifyEd25519, key })
      expect(`${node.ok} ${node.signer}`).toBe(due)
      expect(verify(value, key)).toEqual(JSON.parse(JSON.stringify(node)))
    }
  })

  test('it runs where String.isWellFormed and Object.hasOwn are not known yet', () => {
    const context = createContext({})
    runInContext('delete String.prototype.isWellFormed; delete Object.hasOwn', context)
    runInContext(scripts(page)[1]!.text, context)
    const call = `signetEvidence.verify(${JSON.stringify(bundle)}, ${JSON.stringify(log.vkey)}).signer`
    expect(runInContext(call, context)).toBe('proven')
  })
})
