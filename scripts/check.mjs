import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preparePackages } from './bootstrap.mjs'
import { lockFaults } from './lib/lock-faults.mjs'
import { root } from './lib/paths.mjs'
import { runMain, say } from './lib/say.mjs'
import { continueOnNode24, onNode24 } from './node24.mjs'
import { NOTICES, noticesText } from './notices.mjs'

/** `npm run check`: types, layers and style, the lock file, third-party notices. All are run; any fault fails. */
const tool = (...path) => join(root, 'node_modules', ...path)

const CHECKS = [
  ['类型 Types', () => program(tool('typescript', 'bin', 'tsc'), ['-b', '--pretty', 'false'])],
  [
    '分层与格式 Layers and style',
    () => program(tool('@biomejs', 'biome', 'bin', 'biome'), ['check', '--error-on-warnings', '--max-diagnostics=40', '.']),
  ],
  ['锁文件 Lock file', () => list(lockFaults(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))))],
  ['第三方声明 Third-party notices', () => list(noticesFaults())],
]

await runMain(async () => {
  await preparePackages()
  if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
  for (const [name, check] of CHECKS) {
    const began = performance.now()
    const good = check()
    say(`${good ? '✓' : '✗'} ${name} ${Math.round(performance.now() - began)} ms`)
    if (!good) process.exitCode = 1
  }
})

/** Output goes to stderr like all else a person reads here. */
function program(file, args) {
  return spawnSync(process.execPath, [file, ...args], { cwd: root, stdio: ['ignore', 2, 2] }).status === 0
}

function list(faults) {
  for (const fault of faults) say(`  ${fault}`)
  return faults.length === 0
}

function noticesFaults() {
  let found
  try {
    found = readFileSync(NOTICES, 'utf8')
  } catch {
    found = ''
  }
  return found === noticesText() ? [] : ['THIRD-PARTY-NOTICES is out of date: node scripts/notices.mjs']
}
