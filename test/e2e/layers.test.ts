import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const ROOMS = ['shared', 'drivers', 'electron', 'renderer']
const CONFIGURATION = ['biome.json', 'tsconfig.json', 'tsconfig.base.json', 'package.json']

/** Each line breaks one rule of the four rooms: where it is planted, what it says, and the rule that must refuse it. */
const PLANTED = [
  ['shared/planted-node.ts', "import { readFileSync } from 'node:fs'\nexport const planted = readFileSync\n", 'noNodejsModules'],
  ['shared/planted-drivers.ts', "import { planted } from '../drivers/planted.ts'\nexport const again = planted\n", 'noRestrictedImports'],
  [
    'drivers/planted-station.ts',
    "import { planted } from '../electron/station/planted.ts'\nexport const again = planted\n",
    'noRestrictedImports',
  ],
  ['drivers/planted-sqlite.ts', "import Database from 'better-sqlite3'\nexport const planted = Database\n", 'noRestrictedImports'],
  ['electron/station/planted-electron.ts', "import { app } from 'electron'\nexport const planted = app\n", 'noRestrictedImports'],
  ['electron/station/planted-sqlite.ts', "export const planted = () => import('better-sqlite3')\n", 'noRestrictedImports'],
  ['electron/engine/planted-electron.ts', "import { app } from 'electron'\nexport const planted = app\n", 'noRestrictedImports'],
  ['electron/cli/planted-serial.ts', "export const planted = () => import('serialport')\n", 'noRestrictedImports'],
  [
    'electron/main/planted-station.ts',
    "import { planted } from '../station/planted.ts'\nexport const again = planted\n",
    'noRestrictedImports',
  ],
  ['renderer/planted-electron.ts', "import { ipcRenderer } from 'electron'\nexport const planted = ipcRenderer\n", 'noRestrictedImports'],
  ['renderer/planted-node.ts', "import { join } from 'node:path'\nexport const planted = join\n", 'noNodejsModules'],
  [
    'renderer/planted-station.ts',
    "import { planted } from '../electron/station/planted.ts'\nexport const again = planted\n",
    'noRestrictedImports',
  ],
  ['shared/planted-cycle-a.ts', "import { b } from './planted-cycle-b.ts'\nexport const a = () => b\n", 'noImportCycles'],
  ['shared/planted-extension.ts', "import { a } from './planted-cycle-a'\nexport const again = a\n", 'useImportExtensions'],
] as const

/** Files the planted ones need; no fault in them. */
const HELPERS = [
  ['shared/planted-cycle-b.ts', "import { a } from './planted-cycle-a.ts'\nexport const b = () => a\n"],
  ['drivers/planted.ts', 'export const planted = 1\n'],
  ['electron/station/planted.ts', 'export const planted = 1\n'],
] as const

let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'signet-layers-'))
  for (const name of [...ROOMS, ...CONFIGURATION]) cpSync(join(root, name), join(copy, name), { recursive: true })
  // The compiler writes its cache into node_modules: a folder of its own, with the packages linked in.
  mkdirSync(join(copy, 'node_modules'))
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name))
  }
  for (const [path, text] of [...PLANTED, ...HELPERS]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    writeFileSync(join(copy, path), text)
  }
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

const run = (file: string, ...args: string[]) =>
  spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], { cwd: copy, encoding: 'utf8', maxBuffer: 1e8 })

describe('a layer violation is refused', () => {
  let diagnostics: { readonly category: string; readonly path: string }[]
  beforeAll(() => {
    const result = run('@biomejs/biome/bin/biome', 'lint', '--reporter=json', '--max-diagnostics=none', ...PLANTED.map(([path]) => path))
    expect(result.status).not.toBe(0)
    const report = JSON.parse(result.stdout) as { diagnostics: { category: string; location: { path: string | { file: string } } }[] }
    diagnostics = report.diagnostics.map(({ category, location }) => ({
      category,
      path: typeof location.path === 'string' ? location.path : location.path.file,
    }))
  })

  it.each(PLANTED.map(([path, , rule]) => [path, rule] as const))('%s by %s', (path, rule) => {
    expect(diagnostics.filter((found) => found.path.endsWith(path)).map((found) => found.category.split('/').at(-1))).toContain(rule)
  })
})

it('the compiler refuses what leaves its room, too', () => {
  const result = run('typescript/bin/tsc', '-b', '--pretty', 'false')
  expect(result.status).not.toBe(0)
  for (const path of ['shared/planted-node.ts', 'shared/planted-drivers.ts', 'drivers/planted-station.ts', 'renderer/planted-station.ts'])
    expect(result.stdout).toContain(path)
})

it('the helpers alone are no violation', () => {
  const result = run('@biomejs/biome/bin/biome', 'lint', '--error-on-warnings', 'drivers/planted.ts', 'electron/station/planted.ts')
  expect(result.status).toBe(0)
})
