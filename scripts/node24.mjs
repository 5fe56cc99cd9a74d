import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { node24Path } from './lib/paths.mjs'
import { exitCodeOf, whenToldToEnd } from './lib/processes.mjs'

export { node24Path }

/** The ledger's native part and the tools need Node 24's interface; bootstrap alone must make do with Node 20. */
export const onNode24 = () => Number(process.versions.node.split('.')[0]) >= 24

/**
 * Runs a script again on the Node 24 of node_modules and ends with its exit code. Signals are passed on, so that whoever
 * stops us stops the work, and the work decides how to end.
 */
export function continueOnNode24(script, args = process.argv.slice(2), env = process.env) {
  if (!existsSync(node24Path)) throw new Error('node_modules/node is missing')
  const child = spawn(node24Path, [script, ...args], { stdio: 'inherit', env })
  whenToldToEnd((signal) => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.exitCode = exitCodeOf(code, signal)
      resolve()
    })
  })
}
