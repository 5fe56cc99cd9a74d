/** What a command may touch of the process; tests pass streams of their own. */
export type CliIo = {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
}

/** Exit codes promised by the command line (docs/spec/errors.md). */
export const EXIT = { ok: 0, judgedBad: 1, usage: 2, notPermitted: 3, device: 4, dataFolder: 5, upstream: 6 } as const
