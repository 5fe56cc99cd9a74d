// The evidence page: template, style and verifier in one file. The verifier is shared/ledger itself, bundled from TypeScript.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'

/** Browsers of about 2020 and later: the page needs BigInt. */
const target = 'es2020'

/** @param {string} root the project @returns {Promise<string>} text of resources/evidence/page.html */
export async function evidencePageSource(root) {
  const folder = join(root, 'renderer', 'evidence')
  const read = (...path) => readFileSync(join(root, 'renderer', ...path), 'utf8').replace(/\r\n/g, '\n')
  const style = `${read('design', 'tokens.css')}${read('evidence', 'page.css')}`
  const script = await bundle(root, join(folder, 'main.ts'))
  for (const [text, end] of [
    [script, /<\/script|<!--/i],
    [style, /<\/style/i],
  ])
    if (end.test(text)) throw new Error(`the evidence page would end at ${end.exec(text)[0]}`)
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const parts = { __POLICY__: policy, __STYLE__: style, __SCRIPT__: script }
  return read('evidence', 'page.html').replace(/__[A-Z]+__/g, (place) => parts[place])
}

const sourceHash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** One classic script that leaves `signetEvidence` behind, so that a program can ask the same verifier. */
async function bundle(root, entry) {
  const result = await build({
    root,
    configFile: false,
    envFile: false,
    publicDir: false,
    logLevel: 'error',
    build: {
      write: false,
      target,
      minify: false,
      lib: { entry, formats: ['iife'], name: 'signetEvidence', fileName: 'page' },
    },
  })
  const [{ output }] = [result].flat()
  if (output.length !== 1) throw new Error('the verifier must be one file')
  return `\n${output[0].code.replace(/\r\n/g, '\n').trim()}\n`
}
