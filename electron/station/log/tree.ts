import { type CompactRange, consistencyProof, type Hash, inclusionProof, rootAt } from '../../../shared/ledger/merkle.ts'
import { type SparseTree, sparseNodes } from '../../../shared/ledger/tiles.ts'
import { refuse } from '../../../shared/station-error.ts'
import { sha256Bytes } from '../evidence/crypto.ts'
import type { Read } from '../store/database.ts'

/** The tree as the ledger keeps it: a leaf beside each event, and the complete subtrees of every eighth level. */
const stored = (db: Read): SparseTree => ({
  leaves: (from, to) =>
    db.all<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq > ? AND seq <= ? ORDER BY seq', from, to).map(({ leaf }) => leaf),
  stored: (level, from, to) =>
    db
      .all<{ hash: Buffer }>('SELECT hash FROM merkle_node WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx', level, from, to)
      .map(({ hash }) => hash),
})

/** Root of the first `size` events. */
export const rootOf = (db: Read, size: number): Hash => rootAt(sha256Bytes, size, sparseNodes(sha256Bytes, size, stored(db)))

/** Proof that event `seq` is in the tree of the first `size` events, nearest the leaf first. Errors: `log.noSuchEvent`. */
export function inclusionOf(db: Read, seq: number, size: number): Hash[] {
  if (seq < 1 || seq > size) throw refuse('log.noSuchEvent', { seq })
  return inclusionProof(sha256Bytes, seq - 1, size, sparseNodes(sha256Bytes, size, stored(db)))
}

/** Proofs for many events of one tree, each tile read once. */
export function inclusionsOf(db: Read, seqs: readonly number[], size: number): Hash[][] {
  const nodes = sparseNodes(sha256Bytes, size, stored(db))
  return seqs.map((seq) => inclusionProof(sha256Bytes, seq - 1, size, nodes))
}

/** Proof that the tree of `size2` events grew out of that of `size1`. */
export const consistencyOf = (db: Read, size1: number, size2: number): Hash[] =>
  consistencyProof(sha256Bytes, size1, size2, sparseNodes(sha256Bytes, size2, stored(db)))

export type { CompactRange, Hash }
