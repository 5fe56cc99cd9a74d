import { base64 } from '../../shared/ledger/bytes.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { withSession } from './session.ts'

const USAGE = 'signet log checkpoint --user NAME [--witness] [--data DIR] [--json]  (stdin: password)'

/** `signet log checkpoint`: signs the tree as it is and prints the note, in the name of who gave their password; `--witness` also leaves it with every target outside. */
export const logCheckpoint = {
  usage: USAGE,
  async run(args: readonly string[], io: CliIo): Promise<number> {
    const read = readArguments({
      args: [...args],
      options: { data: { type: 'string' }, user: { type: 'string' }, witness: { type: 'boolean' }, json: { type: 'boolean' } },
    })
    if ('error' in read) return usageError(io, args, read.error, USAGE)
    const { values } = read.parsed
    const json = values.json === true
    return withSession(io, { data: values.data, user: values.user, json }, 'log.witness', async ({ station: { log }, by }) => {
      const files = values.witness === true ? log.witnessNow(by).files : []
      const { size, root, note } = files.length > 0 ? log.newest()! : log.checkpoint('asked', by)
      const { vkey, provider } = log.key()
      if (json) await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, size, root: base64(root), note, vkey, provider, files }))
      else io.stdout.write(note)
      return EXIT.ok
    })
  },
}
