import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareApp, preparePackages } from './bootstrap.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runE2e } from './lib/run-e2e.mjs'
import { runMain, say } from './lib/say.mjs'
import { addCounts, countReport, lastLine } from './lib/test-count.mjs'
import { continueOnNode24, onNode24 } from './node24.mjs'

/** `npm test`: all set-up, the checks, unit and conformance tests, then the tests on a real Electron. */
await runMain(
  async () => {
    await preparePackages()
    if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
    const runtime = await prepareApp({ display: process.platform === 'linux', mayInstall: false, tests: true })
    const sum = addCounts([
      await checks(),
      await withReport('单元测试 Unit and conformance tests', (args) => vitest(['run', '--config', 'vitest.config.ts', ...args])),
      await withReport('端到端测试 End-to-end tests', (args) => runE2e(runtime, args)),
    ])
    console.log(lastLine(sum))
    process.exit(sum.failed === 0 ? 0 : 1)
  },
  () => console.log(lastLine({ passed: 0, failed: 1, skipped: 0 })),
)

/** Failing checks count as one failed test: they must show in the last line, too. */
async function checks() {
  say('\n检查 Check')
  const code = await run(process.execPath, [join(root, 'scripts/check.mjs')], { cwd: root })
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }
}

function vitest(args) {
  return run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: root })
}

/** Runs vitest with a report beside the words for people, and counts it. Arguments of `npm test -- ...` go to both runs. */
async function withReport(title, runTests) {
  say(`\n${title}`)
  const folder = mkdtempSync(join(tmpdir(), 'signet-test-'))
  const file = join(folder, 'report.json')
  try {
    const code = await runTests(['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)])
    return countReport(readReport(file), code)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
