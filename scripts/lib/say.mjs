import { endAtOnce, whenToldToEnd } from './processes.mjs'

/** Set-up talks on stderr only: stdout belongs to the `ready` line, to results and to machines. */
export const say = (text) => process.stderr.write(`${text}\n`)

/** A numbered step a person can wait for: `[2/5] 安装依赖 Installing packages`. */
export const step = (at, of, zh, en) => say(`[${at}/${of}] ${zh} ${en}`)

/** A line under a step. */
export const note = (text) => say(`      ${text}`)

/**
 * A trouble a person can mend. It is shown without a stack, with what to do, and ends the run.
 * Anything else that is thrown is our own fault and keeps its stack.
 */
export class SetupError extends Error {
  name = 'SetupError'
}

/** Runs a script's main function: a SetupError becomes words and exit code 1, after `failed` had its say. */
export async function runMain(main, failed = () => {}) {
  whenToldToEnd(endAtOnce)
  try {
    await main()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(`\n✗ ${error.message}`)
    failed()
    process.exitCode = 1
  }
}

export const megabytes = (bytes) => (bytes / 1e6).toFixed(1)
