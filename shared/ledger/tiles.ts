import { type Hash, type Nodes, nodeHash, type Sha256 } from './merkle.ts'

/** What is kept of a tree: its leaves, and the complete subtrees of the levels `stride`, 2 * `stride` ... All ranges are [from, to). */
export interface SparseTree {
  leaves(from: number, to: number): readonly Hash[]
  stored(level: number, from: number, to: number): readonly Hash[]
}

/** Levels between two that are stored. */
export const stride = 8

/**
 * Answers any complete subtree of the first `size` leaves from a sparse tree. The levels between are computed from tiles of 256 hashes,
 * each read and computed once; make a new one for each proof, or keep it as long as its tiles may stay in memory (16 KB each).
 */
export function sparseNodes(sha256: Sha256, size: number, tree: SparseTree): Nodes {
  const tiles = new Map<string, readonly (readonly Hash[])[]>()
  const width = 2 ** stride

  const load = (base: number, tile: number): readonly (readonly Hash[])[] => {
    const from = tile * width
    const to = Math.min(from + width, Math.floor(size / 2 ** base))
    const rows: (readonly Hash[])[] = [to > from ? (base === 0 ? tree.leaves(from, to) : tree.stored(base, from, to)) : []]
    for (let row = rows[0]!; row.length > 1 && rows.length < stride; row = rows.at(-1)!) {
      rows.push(Array.from({ length: Math.floor(row.length / 2) }, (_, i) => nodeHash(sha256, row[2 * i]!, row[2 * i + 1]!)))
    }
    return rows
  }

  return (level, index) => {
    const up = level % stride
    const base = level - up
    const tile = Math.floor(index / 2 ** (stride - up))
    const name = `${base}/${tile}`
    let rows = tiles.get(name)
    if (rows === undefined) {
      rows = load(base, tile)
      tiles.set(name, rows)
    }
    const hash = rows[up]?.[index - tile * 2 ** (stride - up)]
    if (hash === undefined) throw new RangeError(`tree.node ${level} ${index}`)
    return hash
  }
}
