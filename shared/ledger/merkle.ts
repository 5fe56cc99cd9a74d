/** SHA-256 is passed in: the same tree runs under Node, in a page and in tests. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

/** 32 bytes. */
export type Hash = Uint8Array

/** Hash of the complete subtree over leaves [index * 2^level, (index + 1) * 2^level). */
export type Nodes = (level: number, index: number) => Hash

export interface TreeNode {
  readonly level: number
  readonly index: number
  readonly hash: Hash
}

/** MTH({}) = SHA-256() (RFC 9162 2.1.1). */
export const emptyRoot = (sha256: Sha256): Hash => sha256(new Uint8Array(0))

/** SHA-256(0x00 || entry) (RFC 9162 2.1.1). */
export const leafHash = (sha256: Sha256, entry: Uint8Array): Hash => sha256(joined(0, entry))

/** SHA-256(0x01 || left || right) (RFC 9162 2.1.1). */
export const nodeHash = (sha256: Sha256, left: Hash, right: Hash): Hash => sha256(joined(1, left, right))

function joined(prefix: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 1))
  bytes[0] = prefix
  let at = 1
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** A complete subtree at the right edge, and the larger ones left of it. */
interface Peak extends TreeNode {
  readonly larger: Peak | null
}

/**
 * The right edge of a tree: the roots of the complete subtrees that `size` leaves make, largest first. It never changes; an append
 * gives a new one that shares all but the merged subtrees, so that a transaction which rolls back keeps the old one.
 */
export class CompactRange {
  readonly size: number
  readonly #sha256: Sha256
  readonly #last: Peak | null

  private constructor(sha256: Sha256, size: number, last: Peak | null) {
    this.#sha256 = sha256
    this.size = size
    this.#last = last
  }

  static empty(sha256: Sha256): CompactRange {
    return new CompactRange(sha256, 0, null)
  }

  /** The right edge of a tree that is stored already. */
  static of(sha256: Sha256, size: number, nodes: Nodes): CompactRange {
    let last: Peak | null = null
    for (const [level, index] of completeSubtrees(size)) last = { level, index, hash: nodes(level, index), larger: last }
    return new CompactRange(sha256, size, last)
  }

  /** One leaf more: amortised one hash. `finished` are the complete subtrees above the leaf that it ends, lowest first. */
  append(leaf: Hash): { readonly range: CompactRange; readonly finished: readonly TreeNode[] } {
    const finished: TreeNode[] = []
    let node: TreeNode = { level: 0, index: this.size, hash: leaf }
    let left = this.#last
    while (left !== null && left.level === node.level) {
      node = { level: node.level + 1, index: left.index / 2, hash: nodeHash(this.#sha256, left.hash, node.hash) }
      finished.push(node)
      left = left.larger
    }
    return { range: new CompactRange(this.#sha256, this.size + 1, { ...node, larger: left }), finished }
  }

  root(): Hash {
    if (this.#last === null) return emptyRoot(this.#sha256)
    let hash = this.#last.hash
    for (let peak = this.#last.larger; peak !== null; peak = peak.larger) hash = nodeHash(this.#sha256, peak.hash, hash)
    return hash
  }
}

/** [level, index] of the complete subtrees that `size` leaves make, largest first: the binary digits of `size`. */
function completeSubtrees(size: number): (readonly [number, number])[] {
  if (!isCount(size)) throw new RangeError('tree.size')
  const found: (readonly [number, number])[] = []
  for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / 2)) if (rest % 2 === 1) found.unshift([level, rest - 1])
  return found
}

/** MTH(D[0:size]) (RFC 9162 2.1.1). */
export const rootAt = (sha256: Sha256, size: number, nodes: Nodes): Hash => CompactRange.of(sha256, size, nodes).root()

/** PATH(index, D[0:size]) (RFC 9162 2.1.3.1), nearest the leaf first. Throws RangeError when there is no such leaf. */
export function inclusionProof(sha256: Sha256, index: number, size: number, nodes: Nodes): Hash[] {
  if (!isCount(size) || !isCount(index) || index >= size) throw new RangeError('tree.index')
  const path: Hash[] = []
  const walk = (from: number, to: number): void => {
    if (to - from === 1) return
    const middle = from + split(to - from)
    if (index < middle) {
      walk(from, middle)
      path.push(rangeRoot(sha256, middle, to, nodes))
    } else {
      walk(middle, to)
      path.push(rangeRoot(sha256, from, middle, nodes))
    }
  }
  walk(0, size)
  return path
}

/** PROOF(size1, D[0:size2]) (RFC 9162 2.1.4.1). Throws RangeError unless 0 < size1 <= size2. */
export function consistencyProof(sha256: Sha256, size1: number, size2: number, nodes: Nodes): Hash[] {
  if (!isCount(size1) || !isCount(size2) || size1 === 0 || size1 > size2) throw new RangeError('tree.size')
  const path: Hash[] = []
  const walk = (from: number, to: number, known: boolean): void => {
    if (size1 === to) {
      if (!known) path.push(rangeRoot(sha256, from, to, nodes))
      return
    }
    const middle = from + split(to - from)
    if (size1 <= middle) {
      walk(from, middle, known)
      path.push(rangeRoot(sha256, middle, to, nodes))
    } else {
      walk(middle, to, false)
      path.push(rangeRoot(sha256, from, middle, nodes))
    }
  }
  walk(0, size2, true)
  return path
}

/** MTH(D[from:to]) of a range that a tree splits into: `from` is a multiple of the largest power of two within it. */
function rangeRoot(sha256: Sha256, from: number, to: number, nodes: Nodes): Hash {
  const half = split(to - from)
  if (to - from === 1 || half * 2 === to - from) {
    const level = Math.round(Math.log2(to - from))
    return nodes(level, from / (to - from))
  }
  return nodeHash(sha256, rangeRoot(sha256, from, from + half, nodes), rangeRoot(sha256, from + half, to, nodes))
}

/** The largest power of two smaller than n (RFC 9162 2.1.1: k < n <= 2k); 1 for n = 1. */
function split(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
