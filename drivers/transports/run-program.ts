import { spawn } from 'node:child_process'

export interface Ran {
  /** null: it could not be started (`missing`) or was ended at the deadline (`late`). */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly missing: boolean
  readonly late: boolean
}

/** So much of what a program says is kept, characters. */
const longestOutput = 1_000_000

/**
 * Runs a program of the system without a shell, speaking English, and ends it at the deadline. Never rejects.
 * @param ms deadline
 * @param input bytes for its standard input
 */
export function runProgram(program: string, args: readonly string[], ms: number, input?: Uint8Array): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, LC_ALL: 'C', LANGUAGE: 'C' },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        if (said[name].length < longestOutput) said[name] += text
      })
    }
    let late = false
    const end = (code: number | null, missing: boolean): void => {
      clearTimeout(deadline)
      resolve({ code: late ? null : code, ...said, missing, late })
    }
    const deadline = setTimeout(() => {
      late = true
      child.kill('SIGKILL')
      // A grandchild may hold the pipes open: the end of this one is enough.
      setTimeout(() => end(null, false), 200)
    }, ms)
    child.once('error', () => end(null, true))
    child.once('close', (code) => end(code, false))
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
  })
}
