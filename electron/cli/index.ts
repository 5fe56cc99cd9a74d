import { doctorCommand } from './doctor.ts'
import { encodeCommand } from './encode.ts'
import { initCommand } from './init.ts'
import { type CliIo, EXIT, usageError } from './io.ts'
import { logCommand } from './log.ts'
import { assignCommand, exportCommand, printCommand, verifyCommand } from './orders.ts'
import { parseCommand } from './parse.ts'
import { passwdCommand } from './passwd.ts'
import { renderCommand } from './render.ts'
import { simulateCommand } from './simulate.ts'
import { virtualLineCommand } from './virtual-line.ts'

/** Every command of bin/signet. */
const commands: Readonly<Record<string, (args: readonly string[], io: CliIo) => Promise<number>>> = {
  parse: (args, io) => parseCommand(args, io),
  encode: (args, io) => encodeCommand(args, io),
  render: renderCommand,
  init: initCommand,
  passwd: passwdCommand,
  assign: assignCommand,
  print: printCommand,
  verify: verifyCommand,
  export: exportCommand,
  'virtual-line': virtualLineCommand,
  simulate: simulateCommand,
  log: logCommand,
  doctor: doctorCommand,
}

const io: CliIo = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }
// A reader that has seen enough (`| head`) is no fault; output that cannot be written is.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? EXIT.ok : EXIT.dataFolder))
const [name = '', ...args] = process.argv.slice(2)
const command = commands[name]
const code =
  command === undefined
    ? await usageError(io, [name, ...args], `signet ${name}`, `signet ${Object.keys(commands).join(' | ')}`)
    : await command(args, io)
// Whatever is written last may still fail: its error comes before this write's answer.
await new Promise<void>((resolve) => process.stdout.write('', () => resolve()))
process.exit(code)
