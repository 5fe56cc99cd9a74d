import { CompactRange, type Hash, type Sha256 } from '../../../shared/ledger/merkle.ts'
import { sparseNodes, stride } from '../../../shared/ledger/tiles.ts'
import { sha256Bytes } from '../evidence/crypto.ts'
import type { Connection } from './database.ts'

/** Events read and hashed at a time while the tree of an older ledger is built. */
const batch = 1 << stride

const sha256: Sha256 = sha256Bytes
const insert = 'INSERT INTO merkle_node (level, idx, hash) VALUES (?, ?, ?)'

/** Adds one leaf and stores the subtrees of every eighth level that it completes. Call within the transaction that appends the event. */
export function growTree(db: Connection, range: CompactRange, leaf: Hash): CompactRange {
  const { range: grown, finished } = range.append(leaf)
  for (const { level, index, hash } of finished) if (level % stride === 0) db.run(insert, level, index, Buffer.from(hash))
  return grown
}

/** The right edge of the tree over the first `size` events. A ledger from before there was a tree gets its nodes first. */
export function loadTree(db: Connection, size: number): CompactRange {
  const { n } = db.get<{ n: number }>('SELECT count(*) AS n FROM merkle_node WHERE level = ?', stride)!
  if (n !== Math.floor(size / batch)) return buildTree(db, size)
  return CompactRange.of(
    sha256,
    size,
    sparseNodes(sha256, size, {
      leaves: (from, to) => leaves(db, from, to),
      stored: (level, from, to) =>
        db
          .all<{ hash: Buffer }>('SELECT hash FROM merkle_node WHERE level = ? AND idx >= ? AND idx < ? ORDER BY idx', level, from, to)
          .map(({ hash }) => hash),
    }),
  )
}

function buildTree(db: Connection, size: number): CompactRange {
  let range = CompactRange.empty(sha256)
  db.db.transaction(() => {
    db.run('DELETE FROM merkle_node')
    for (let from = 0; from < size; from += batch)
      for (const leaf of leaves(db, from, Math.min(size, from + batch))) range = growTree(db, range, leaf)
  })()
  return range
}

const leaves = (db: Connection, from: number, to: number): Buffer[] =>
  db.all<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq > ? AND seq <= ? ORDER BY seq', from, to).map(({ leaf }) => leaf)
