import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { candidates } from './lib/lock-faults.mjs'
import { root } from './lib/paths.mjs'

export const NOTICES = join(root, 'THIRD-PARTY-NOTICES')

/**
 * Development dependencies whose code or files we hand on: what the bundler puts into the page, and the fonts. All
 * `dependencies` are handed on as they are. Build and test tools are not.
 */
const HANDED_ON = [
  '@ant-design/icons',
  '@expo-google-fonts/noto-sans-sc',
  '@fontsource/jetbrains-mono',
  '@noble/curves',
  '@noble/hashes',
  '@orpc/tanstack-query',
  '@tanstack/react-query',
  '@tanstack/react-router',
  'antd',
  'i18next',
  'react',
  'react-dom',
  'react-i18next',
  'zustand',
]

/** The text of THIRD-PARTY-NOTICES, from the lock file and the licence files in node_modules. Equal texts stand once. */
export function noticesText() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const byText = new Map()
  for (const place of [...reachable(lock)].sort()) {
    const { version, license } = lock[place]
    const name = place.slice(place.lastIndexOf('node_modules/') + 13)
    const text = licenceText(join(root, place)) ?? `Licence: ${license ?? 'see the package'}`
    const names = byText.get(text) ?? new Set()
    byText.set(text, names.add(`${name} ${version} (${license ?? 'see text'})`))
  }
  const parts = [...byText].map(([text, names]) => `${[...names].sort().join('\n')}\n\n${text}\n`).sort()
  return `${HEAD}\n${RULE}\n${parts.join(`\n${RULE}\n`)}`
}

const RULE = '-'.repeat(100)
const HEAD = `Third-party software and fonts in Signet 码站

Made by scripts/notices.mjs; \`npm run check\` refuses an old one. Packages for one operating system carry the licence of the
package that brings them. Electron (MIT) ships its own LICENSE and LICENSES.chromium.html beside the program.
`

function reachable(lock) {
  const found = new Set()
  const visit = (from, name) => {
    const place = candidates(from, name)
      .reverse()
      .find((path) => lock[path])
    if (!place || found.has(place)) return
    const entry = lock[place]
    // Only what every system has, so that the file is the same wherever it is made.
    if (entry.os || entry.cpu || entry.libc) return
    found.add(place)
    for (const next of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) visit(place, next)
  }
  for (const name of [...Object.keys(lock[''].dependencies ?? {}), ...HANDED_ON]) visit('', name)
  return found
}

function licenceText(folder) {
  let names
  try {
    names = readdirSync(folder)
  } catch {
    return undefined
  }
  const file = names.filter((name) => /^(licen[cs]e|copying|ofl)([.-].*)?$/i.test(name)).sort()[0]
  return file && readFileSync(join(folder, file), 'utf8').replace(/\r\n/g, '\n').trim()
}

if (process.argv[1] === import.meta.filename) writeFileSync(NOTICES, noticesText())
