import * as z from 'zod'
import { fromBase64 } from '../../shared/ledger/bytes.ts'
import { type ProofResult, verifyConsistency, verifyInclusion } from '../../shared/ledger/proof.ts'
import { StationError } from '../../shared/station-error.ts'
import { sha256Bytes } from '../station/evidence/crypto.ts'
import { readJson, readText } from './input-file.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { reporting } from './session.ts'

const USAGE = 'signet log check-proof FILE [--json]'

// Sizes are judged, not checked, here: the vectors hold 2^64 - 1 as an index that must fail.
const base64Text = z.string()
const path = z.array(base64Text).nullable()
const proofs = z
  .object({
    inclusion: z
      .array(z.object({ leafIdx: z.number(), treeSize: z.number(), root: base64Text, leafHash: base64Text, proof: path }))
      .optional(),
    consistency: z.array(z.object({ size1: z.number(), size2: z.number(), root1: base64Text, root2: base64Text, proof: path })).optional(),
  })
  .refine(({ inclusion, consistency }) => inclusion !== undefined || consistency !== undefined)

type Proofs = z.infer<typeof proofs>

/**
 * `signet log check-proof FILE`: judges the inclusion and consistency proofs (RFC 9162 2.1.3.2, 2.1.4.2) of a JSON file in the form of
 * transparency-dev/merkle's test data, one line per proof. 0 when all hold, 1 when one does not, 2 for a file that is none.
 */
export const logCheckProof = {
  usage: USAGE,
  async run(args: readonly string[], io: CliIo): Promise<number> {
    const read = readArguments({ args: [...args], allowPositionals: true, options: { json: { type: 'boolean' } } })
    if ('error' in read) return usageError(io, args, read.error, USAGE)
    const { values, positionals } = read.parsed
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) return usageError(io, args, 'FILE', USAGE)
    return reporting(io, values.json === true, async () => {
      let exit: number = EXIT.ok
      for (const [i, { kind, result }] of judged(readProofs(file)).entries()) {
        const code = result.ok ? null : result.code
        if (code !== null) exit = EXIT.judgedBad
        await printLine(
          io.stdout,
          values.json === true
            ? JSON.stringify({ schema: SCHEMA, n: i + 1, kind, ok: result.ok, code })
            : code === null
              ? 'ok'
              : `bad ${code}`,
        )
      }
      return exit
    })
  },
}

function readProofs(file: string): { readonly proofs: Proofs; readonly order: readonly string[] } {
  const value = readJson(readText(file))
  const parsed = proofs.safeParse(value)
  if (parsed.success) return { proofs: parsed.data, order: Object.keys(value as object) }
  throw new StationError(
    parsed.error.issues.map((issue) => ({ code: 'record.invalid', params: { path: issue.path.map(String).join('.') } })),
  )
}

interface Judged {
  readonly kind: 'inclusion' | 'consistency'
  readonly result: ProofResult
}

/** Every proof in file order. */
function judged({ proofs: file, order }: ReturnType<typeof readProofs>): Judged[] {
  const inclusion = (file.inclusion ?? []).map(({ leafIdx, treeSize, root, leafHash, proof }): Judged => {
    const claim = { index: leafIdx, size: treeSize, leaf: bytes(leafHash), proof: (proof ?? []).map(bytes), root: bytes(root) }
    return { kind: 'inclusion', result: verifyInclusion(sha256Bytes, claim) }
  })
  const consistency = (file.consistency ?? []).map(({ size1, size2, root1, root2, proof }): Judged => {
    const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2), proof: (proof ?? []).map(bytes) }
    return { kind: 'consistency', result: verifyConsistency(sha256Bytes, claim) }
  })
  return order.flatMap((name) => (name === 'inclusion' ? inclusion : name === 'consistency' ? consistency : []))
}

/** Text that is not Base 64 is no hash; it is judged as one of no length. */
const bytes = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array(0)
