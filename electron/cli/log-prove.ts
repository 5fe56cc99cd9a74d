import { base64, sameBytes } from '../../shared/ledger/bytes.ts'
import { originOf } from '../../shared/ledger/checkpoint.ts'
import { refuse } from '../../shared/station-error.ts'
import { readCheckpoint } from '../station/log/anchors.ts'
import { publicKeyOf } from '../station/log/keys.ts'
import { consistencyOf, inclusionOf, rootOf } from '../station/log/tree.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { openForReading } from './log-folder.ts'
import { reporting } from './session.ts'

const USAGE = 'signet log prove --seq N | --from SIZE [--size SIZE] [--data DIR] [--json]'

const count = (text: string | undefined): number | null => (text !== undefined && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : null)

/**
 * `signet log prove`: an inclusion proof of event `--seq`, or a consistency proof from the tree of `--from` events, in the form that
 * `log check-proof` reads. The tree is that of the newest signed checkpoint which holds the event (`--size` chooses another).
 */
export const logProve = {
  usage: USAGE,
  async run(args: readonly string[], io: CliIo): Promise<number> {
    const read = readArguments({
      args: [...args],
      options: {
        data: { type: 'string' },
        seq: { type: 'string' },
        from: { type: 'string' },
        size: { type: 'string' },
        json: { type: 'boolean' },
      },
    })
    if ('error' in read) return usageError(io, args, read.error, USAGE)
    const { values } = read.parsed
    const [seq, from, asked] = [count(values.seq), count(values.from), count(values.size)]
    if ((seq === null) === (from === null) || (values.size !== undefined && asked === null))
      return usageError(io, args, '--seq, --from, --size', USAGE)
    return reporting(io, values.json === true, async () => {
      const { folder, db, station } = openForReading(values.data)
      try {
        const events = db.get<{ n: number | null }>('SELECT max(seq) AS n FROM event')?.n ?? 0
        const least = seq ?? from ?? 1
        const signed = db.get<{ size: number; note: string }>(
          asked === null
            ? 'SELECT size, note FROM checkpoint WHERE size >= ? ORDER BY size DESC LIMIT 1'
            : 'SELECT size, note FROM checkpoint WHERE size = ?',
          asked ?? least,
        )
        const size = asked ?? signed?.size ?? events
        if (least > size || size > events) throw refuse('log.noSuchEvent', { seq: Math.max(least, size) })
        const root = rootOf(db, size)
        const checkpoint = signed === undefined ? null : readCheckpoint(signed.note, originOf(station))
        const proof =
          seq !== null
            ? {
                inclusion: [
                  {
                    leafIdx: seq - 1,
                    treeSize: size,
                    root: base64(root),
                    leafHash: base64(db.get<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq = ?', seq)!.leaf),
                    proof: inclusionOf(db, seq, size).map(base64),
                  },
                ],
                consistency: [],
              }
            : {
                inclusion: [],
                consistency: [
                  {
                    size1: least,
                    size2: size,
                    root1: base64(rootOf(db, least)),
                    root2: base64(root),
                    proof: consistencyOf(db, least, size).map(base64),
                  },
                ],
              }
        const held = checkpoint !== null && sameBytes(checkpoint.root, root)
        await printLine(
          io.stdout,
          JSON.stringify({ schema: SCHEMA, ...proof, checkpoint: held ? signed!.note : null, vkey: publicKeyOf(folder) }),
        )
        return EXIT.ok
      } finally {
        db.close()
      }
    })
  },
}
