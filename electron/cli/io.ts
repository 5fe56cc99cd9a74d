import { once } from 'node:events'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Fault, fault } from '../../shared/errors.ts'

/** What a command may touch of the process; tests pass streams of their own. */
export type CliIo = {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Exit codes promised by the command line (docs/spec/errors.md). */
export const EXIT = { ok: 0, judgedBad: 1, usage: 2, notPermitted: 3, device: 4, dataFolder: 5, upstream: 6 } as const

/** Version of every JSON object the command line prints. */
export const SCHEMA = 1

/** Writes one line, waiting when the reader is slower. */
export async function printLine(stream: NodeJS.WritableStream, line: string): Promise<void> {
  if (!stream.write(`${line}\n`)) await once(stream, 'drain')
}

/** The one shape of a failed command with `--json`. */
export function failureLine(errors: readonly Fault[]): string {
  return JSON.stringify({ schema: SCHEMA, ok: false, errors })
}

/** Options and arguments, or what is wrong with them; the words of `node:util` name the option meant. */
export function readArguments<T extends ParseArgsConfig>(
  config: T,
): { readonly parsed: ReturnType<typeof parseArgs<T>> } | { readonly error: string } {
  try {
    return { parsed: parseArgs(config) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}

/** Says on stderr how the command is used, and with `--json` the fault on stdout; `--help` asked for just that. Returns the exit code. */
export async function usageError(io: CliIo, args: readonly string[], reason: string, usage: string): Promise<number> {
  if (args.includes('--help')) {
    await printLine(io.stdout, usage)
    return EXIT.ok
  }
  await printLine(io.stderr, `${reason}\n${usage}`)
  if (args.includes('--json')) await printLine(io.stdout, failureLine([fault('usage', { reason })]))
  return EXIT.usage
}

/**
 * The lines of a stream as bytes, without their line ends. Of a line longer than `most` bytes only the first `most` are
 * kept, so that endless input cannot fill the memory.
 */
export async function* inputLines(stream: NodeJS.ReadableStream, most: number): AsyncGenerator<Uint8Array> {
  let kept: Uint8Array[] = []
  let size = 0
  const keep = (bytes: Uint8Array) => {
    const part = bytes.subarray(0, Math.max(0, most - size))
    if (part.length > 0) kept.push(part)
    size += part.length
  }
  const line = (): Uint8Array => {
    const whole = kept.length === 1 ? kept[0]! : Buffer.concat(kept)
    kept = []
    size = 0
    return whole.at(-1) === 13 ? whole.subarray(0, -1) : whole
  }
  let open = false
  for await (const chunk of stream) {
    const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    let from = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      keep(bytes.subarray(from, end))
      yield line()
      from = end + 1
    }
    keep(bytes.subarray(from))
    open = from < bytes.length || (open && from === 0)
  }
  if (open) yield line()
}
