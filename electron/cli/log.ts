import { type CliIo, usageError } from './io.ts'
import { logCheckProof } from './log-check-proof.ts'
import { logCheckpoint } from './log-checkpoint.ts'
import { logProve } from './log-prove.ts'
import { logVerify } from './log-verify.ts'

interface LogCommand {
  readonly usage: string
  run(args: readonly string[], io: CliIo): Promise<number>
}

/** Everything `signet log` can do; a new one is a file of its own and a line here. */
const commands: Readonly<Record<string, LogCommand>> = {
  'check-proof': logCheckProof,
  verify: logVerify,
  prove: logProve,
  checkpoint: logCheckpoint,
}

const USAGE = Object.values(commands)
  .map(({ usage }) => usage)
  .join('\n')

/** `signet log COMMAND`: proofs about the log. */
export async function logCommand(args: readonly string[], io: CliIo): Promise<number> {
  const [name = '', ...rest] = args
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  return command === undefined ? usageError(io, args, `signet log ${name}`, USAGE) : command.run(rest, io)
}
