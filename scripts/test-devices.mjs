import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { preparePackages } from './bootstrap.mjs'
import { root } from './lib/paths.mjs'
import { run } from './lib/processes.mjs'
import { runMain, SetupError, say } from './lib/say.mjs'
import { addCounts, countReport } from './lib/test-count.mjs'
import { continueOnNode24, onNode24 } from './node24.mjs'

/**
 * `npm run test:devices [suite...]`: the links to devices against real drivers of the system: serial lines, CUPS, the Windows spooler under
 * Wine, USB devices in a guest machine. Installs what it needs when it is root on Debian; a suite that cannot run says why.
 */
await runMain(
  async () => {
    await preparePackages()
    if (!onNode24()) return continueOnNode24(fileURLToPath(import.meta.url))
    const { prepareSuites, SUITES } = await import('./lib/device-rigs.mjs')
    const wanted = process.argv.slice(2)
    const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name))
    if (unknown.length > 0)
      throw new SetupError(`没有这个测试组 no such suite: ${unknown.join(' ')} (${SUITES.map(({ name }) => name).join(' ')})`)
    const suites = SUITES.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
    say('准备 Preparing')
    const prepared = await prepareSuites(suites)
    const counts = []
    for (const { name } of suites) counts.push(await runSuite(name, prepared))
    const { passed, failed, skipped } = addCounts(counts)
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
    process.exit(failed === 0 ? 0 : 1)
  },
  () => console.log('0 passed, 1 failed, 0 skipped'),
)

/** Runs one file of test/devices; a suite that is skipped counts each of its tests as skipped. */
async function runSuite(name, prepared) {
  const reason = prepared.skip[name]
  say(`\n${name}${reason ? `: 跳过 skipped: ${reason}` : ''}`)
  const folder = mkdtempSync(join(tmpdir(), 'signet-test-'))
  const file = join(folder, 'report.json')
  const began = performance.now()
  try {
    const args = ['run', '--config', 'vitest.devices.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args, `test/devices/${name}.test.ts`], {
      cwd: root,
      env: { ...process.env, SIGNET_DEVICES: JSON.stringify(prepared) },
      stdio: ['ignore', reason ? 'ignore' : 2, 2],
    })
    const count = countReport(readReport(file), code)
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    say(`${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped (${seconds} s)`)
    return count
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
