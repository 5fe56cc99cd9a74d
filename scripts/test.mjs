import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareApp, preparePackages } from './bootstrap.mjs'
import { startVirtualDisplay } from './lib/display.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runMain, say } from './lib/say.mjs'
import { addCounts, countReport, lastLine } from './lib/test-count.mjs'
import { continueOnNode24, node24Path, onNode24 } from './node24.mjs'

/** `npm test`: all set-up, the checks, unit and conformance tests, then the tests on a real Electron. */
await runMain(async () => {
  await preparePackages()
  if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
  const virtual = process.platform === 'linux'
  const runtime = await prepareApp({ display: virtual, mayInstall: false })
  const results = mkdtempSync(join(tmpdir(), 'signet-test-'))
  const counts = []
  try {
    say('\n检查 Check')
    const checked = await run(process.execPath, [join(root, 'scripts/check.mjs')], { cwd: root })
    counts.push({ passed: 0, failed: checked === 0 ? 0 : 1, skipped: 0 })
    say('\n单元测试 Unit and conformance tests')
    counts.push(await vitest('vitest.config.ts', join(results, 'unit.json')))
    say('\n端到端测试 End-to-end tests')
    const screen = virtual ? await startVirtualDisplay() : undefined
    try {
      const env = { SIGNET_ELECTRON: runtime.executable, SIGNET_NODE: node24Path, ...(screen ? { DISPLAY: screen.display } : {}) }
      counts.push(await vitest('vitest.e2e.config.ts', join(results, 'e2e.json'), env))
    } finally {
      screen?.stop()
    }
  } finally {
    rmSync(results, { recursive: true, force: true })
  }
  const sum = addCounts(counts)
  console.log(lastLine(sum))
  process.exit(sum.failed === 0 ? 0 : 1)
})

async function vitest(config, report, env = {}) {
  const args = ['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)]
  const code = await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: root, env: { ...process.env, ...env } })
  return countReport(readReport(report), code)
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
