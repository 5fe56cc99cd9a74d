import { sameBytes } from './bytes.ts'
import { type Hash, isCount, nodeHash, type Sha256 } from './merkle.ts'

/**
 * Why a proof does not hold: `proof.size` no such tree, `proof.index` no such leaf in it, `proof.hash` something is not 32 bytes,
 * `proof.length` more or fewer hashes than the tree asks for, `proof.root` they lead to another root.
 */
export const proofFaults = ['proof.size', 'proof.index', 'proof.hash', 'proof.length', 'proof.root'] as const
export type ProofFault = (typeof proofFaults)[number]
export type ProofResult = { readonly ok: true } | { readonly ok: false; readonly code: ProofFault }

export interface InclusionClaim {
  readonly index: number
  readonly size: number
  readonly leaf: Hash
  readonly proof: readonly Hash[]
  readonly root: Hash
}

export interface ConsistencyClaim {
  readonly size1: number
  readonly size2: number
  readonly root1: Hash
  readonly root2: Hash
  readonly proof: readonly Hash[]
}

const bad = (code: ProofFault): ProofResult => ({ ok: false, code })

/** RFC 9162 2.1.3.2. Never throws, whatever it is given. */
export function verifyInclusion(sha256: Sha256, { index, size, leaf, proof, root }: InclusionClaim): ProofResult {
  if (!isCount(size)) return bad('proof.size')
  if (!isCount(index) || index >= size) return bad('proof.index')
  if (!areHashes([leaf, root]) || !areHashes(proof)) return bad('proof.hash')
  let fn = index
  let sn = size - 1
  let r = leaf
  for (const p of proof) {
    if (sn === 0) return bad('proof.length')
    if (isOdd(fn) || fn === sn) {
      r = nodeHash(sha256, p, r)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else r = nodeHash(sha256, r, p)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  if (sn !== 0) return bad('proof.length')
  return sameBytes(r, root) ? { ok: true } : bad('proof.root')
}

/**
 * RFC 9162 2.1.4.2. Never throws. An empty earlier tree proves nothing here and is refused; trees of one size need no proof, only
 * one root.
 */
export function verifyConsistency(sha256: Sha256, { size1, size2, root1, root2, proof }: ConsistencyClaim): ProofResult {
  if (!isCount(size1) || !isCount(size2) || size1 === 0 || size1 > size2) return bad('proof.size')
  if (!areHashes([root1, root2]) || !areHashes(proof)) return bad('proof.hash')
  if (size1 === size2) return proof.length > 0 ? bad('proof.length') : sameBytes(root1, root2) ? { ok: true } : bad('proof.root')
  let fn = size1 - 1
  let sn = size2 - 1
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)]
  // fn is 0 only when size1 is a power of two: the earlier root is then itself the first node of the path.
  const path = fn === 0 ? [root1, ...proof] : proof
  const first = path[0]
  if (first === undefined) return bad('proof.length')
  let fr = first
  let sr = first
  for (const c of path.slice(1)) {
    if (sn === 0) return bad('proof.length')
    if (isOdd(fn) || fn === sn) {
      fr = nodeHash(sha256, c, fr)
      sr = nodeHash(sha256, c, sr)
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else sr = nodeHash(sha256, sr, c)
    ;[fn, sn] = [half(fn), half(sn)]
  }
  if (sn !== 0) return bad('proof.length')
  return sameBytes(fr, root1) && sameBytes(sr, root2) ? { ok: true } : bad('proof.root')
}

const isOdd = (n: number): boolean => n % 2 === 1
const half = (n: number): number => Math.floor(n / 2)
const areHashes = (values: unknown): values is readonly Hash[] =>
  Array.isArray(values) && values.every((value) => value instanceof Uint8Array && value.length === 32)
