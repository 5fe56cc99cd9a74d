import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64, fromBase64, hex, utf8 } from './bytes.ts'
import {
  CompactRange,
  consistencyProof,
  emptyRoot,
  type Hash,
  inclusionProof,
  leafHash,
  type Nodes,
  nodeHash,
  rootAt,
  type TreeNode,
} from './merkle.ts'
import { type ConsistencyClaim, type InclusionClaim, verifyConsistency, verifyInclusion } from './proof.ts'
import { sparseNodes } from './tiles.ts'

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash('sha256', bytes, 'buffer'))

/** The first leaves of the reference log, and its roots (RFC 6962 reference implementation). */
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const most = 300
const leaves = Array.from({ length: most }, (_, i) => leafHash(sha256, utf8(`leaf ${i}`)))

/** RFC 9162 2.1.1 word for word: the slow definition everything here is compared with. */
function mth(from: number, to: number): Hash {
  if (to === from) return emptyRoot(sha256)
  if (to - from === 1) return leaves[from]!
  let k = 1
  while (k * 2 < to - from) k *= 2
  return nodeHash(sha256, mth(from, from + k), mth(from + k, to))
}

const kept = new Map<string, Hash>()
const nodes: Nodes = (level, index) => {
  const name = `${level}/${index}`
  let found = kept.get(name)
  if (found === undefined) {
    const [from, to] = [index * 2 ** level, (index + 1) * 2 ** level]
    if (to > most) throw new RangeError(`node ${name} is not complete`)
    found = mth(from, to)
    kept.set(name, found)
  }
  return found
}
const rootsAt = Array.from({ length: most + 1 }, (_, size) => mth(0, size))

const inclusion = (index: number, size: number): InclusionClaim => ({
  index,
  size,
  leaf: leaves[index]!,
  proof: inclusionProof(sha256, index, size, nodes),
  root: rootsAt[size]!,
})
const consistency = (size1: number, size2: number): ConsistencyClaim => ({
  size1,
  size2,
  root1: rootsAt[size1]!,
  root2: rootsAt[size2]!,
  proof: consistencyProof(sha256, size1, size2, nodes),
})

describe('the tree', () => {
  test('the reference leaves give the reference roots', () => {
    let range = CompactRange.empty(sha256)
    expect(hex(range.root())).toBe(roots[0])
    for (const [i, entry] of entries.entries()) {
      range = range.append(leafHash(sha256, new Uint8Array(Buffer.from(entry, 'hex')))).range
      expect(hex(range.root()), `${i + 1} leaves`).toBe(roots[i + 1])
    }
  })

  test('appending gives the root of the definition at every size, and each complete subtree once', () => {
    let range = CompactRange.empty(sha256)
    const finished: TreeNode[] = []
    for (const [i, leaf] of leaves.entries()) {
      const next = range.append(leaf)
      expect(hex(range.root()), 'the range before is as it was').toBe(hex(rootsAt[i]!))
      range = next.range
      finished.push(...next.finished)
      expect([range.size, hex(range.root())]).toEqual([i + 1, hex(rootsAt[i + 1]!)])
    }
    for (const { level, index, hash: found } of finished) expect(hex(found), `${level}/${index}`).toBe(hex(nodes(level, index)))
    const names = finished.map(({ level, index }) => `${level}/${index}`)
    const due = Array.from({ length: 8 }, (_, i) => Math.floor(most / 2 ** (i + 1))).reduce((sum, n) => sum + n, 0)
    expect([new Set(names).size, names.length]).toEqual([due, due])
  })

  test('a range can be taken up again at any size, and from before a rollback', () => {
    for (let size = 0; size < 140; size++) {
      const range = CompactRange.of(sha256, size, nodes)
      expect(hex(range.root())).toBe(hex(rootsAt[size]!))
      range.append(leaves[0]!)
      expect(hex(range.append(leaves[size]!).range.root())).toBe(hex(rootsAt[size + 1]!))
      expect(hex(rootAt(sha256, size, nodes))).toBe(hex(rootsAt[size]!))
    }
  })

  test('amortised one hash for each leaf', () => {
    let hashes = 0
    let range = CompactRange.empty((bytes) => {
      hashes++
      return sha256(bytes)
    })
    for (const leaf of leaves) range = range.append(leaf).range
    expect(hashes).toBeLessThan(most)
  })

  test('what is not there has no proof', () => {
    for (const [index, size] of [
      [0, 0],
      [3, 3],
      [-1, 3],
      [0.5, 3],
      [0, 2 ** 53],
    ] as const)
      expect(() => inclusionProof(sha256, index, size, nodes)).toThrow(RangeError)
    for (const [size1, size2] of [
      [0, 3],
      [4, 3],
      [1.5, 3],
    ] as const)
      expect(() => consistencyProof(sha256, size1, size2, nodes)).toThrow(RangeError)
  })
})

describe('proofs', () => {
  test('every leaf of every size is proved to be in it', () => {
    for (let size = 1; size <= most; size++)
      for (let index = 0; index < size; index += size < 140 ? 1 : 7)
        expect(verifyInclusion(sha256, inclusion(index, size)), `${index} of ${size}`).toEqual({ ok: true })
  })

  test('every size is proved to have grown into every later one', () => {
    for (let size2 = 1; size2 <= most; size2++)
      for (let size1 = 1; size1 <= size2; size1 += size2 < 140 ? 1 : 7)
        expect(verifyConsistency(sha256, consistency(size1, size2)), `${size1} to ${size2}`).toEqual({ ok: true })
  })

  const flip = (value: Hash, bit: number): Hash => value.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
  /** Every way to change a list of hashes at one place. */
  const damage = fc.record({
    at: fc.nat(),
    to: fc.nat(),
    bit: fc.nat(255),
    how: fc.constantFrom('flip', 'drop', 'insert', 'double', 'swap'),
  })
  function damaged(proof: readonly Hash[], { at, to, bit, how }: { at: number; to: number; bit: number; how: string }): Hash[] | null {
    const copy = [...proof]
    const i = copy.length === 0 ? 0 : at % copy.length
    const j = copy.length === 0 ? 0 : to % copy.length
    if (how === 'insert') copy.splice(at % (copy.length + 1), 0, leaves[bit]!)
    else if (copy.length === 0) return null
    else if (how === 'flip') copy[i] = flip(copy[i]!, bit)
    else if (how === 'drop') copy.splice(i, 1)
    else if (how === 'double') copy.splice(i, 0, copy[i]!)
    else if (i === j) return null
    else [copy[i], copy[j]] = [copy[j]!, copy[i]!]
    return copy
  }

  test('an inclusion proof with anything changed fails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), fc.nat(), damage, (size, n, what) => {
        const claim = inclusion(n % size, size)
        const proof = damaged(claim.proof, what)
        if (proof !== null) expect(verifyInclusion(sha256, { ...claim, proof })).toMatchObject({ ok: false })
        expect(verifyInclusion(sha256, { ...claim, leaf: flip(claim.leaf, what.bit) })).toEqual({ ok: false, code: 'proof.root' })
        expect(verifyInclusion(sha256, { ...claim, root: flip(claim.root, what.bit) })).toEqual({ ok: false, code: 'proof.root' })
        const index = what.at % size
        if (index !== claim.index) expect(verifyInclusion(sha256, { ...claim, index })).toMatchObject({ ok: false })
      }),
      { numRuns: 2000 },
    )
  })

  test('a consistency proof with anything changed fails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: most }), fc.nat(), damage, (size2, n, what) => {
        const claim = consistency(1 + (n % size2), size2)
        const proof = damaged(claim.proof, what)
        if (proof !== null) expect(verifyConsistency(sha256, { ...claim, proof })).toMatchObject({ ok: false })
        expect(verifyConsistency(sha256, { ...claim, root1: flip(claim.root1, what.bit) })).toEqual({ ok: false, code: 'proof.root' })
        expect(verifyConsistency(sha256, { ...claim, root2: flip(claim.root2, what.bit) })).toEqual({ ok: false, code: 'proof.root' })
        const size1 = 1 + (what.at % size2)
        if (size1 !== claim.size1) expect(verifyConsistency(sha256, { ...claim, size1 })).toMatchObject({ ok: false })
      }),
      { numRuns: 2000 },
    )
  })

  test('malformed input is refused with a code, never thrown', () => {
    const good = inclusion(2, 5)
    const grown = consistency(3, 5)
    const odd = [null, undefined, 'x', {}, [], -1, 0.5, Number.NaN, 2 ** 53, new Uint8Array(31)] as unknown[]
    for (const value of odd) {
      for (const field of Object.keys(good))
        expect(verifyInclusion(sha256, { ...good, [field]: value }), `${field} ${String(value)}`).toMatchObject({ ok: false })
      for (const field of Object.keys(grown))
        expect(verifyConsistency(sha256, { ...grown, [field]: value }), `${field} ${String(value)}`).toMatchObject({ ok: false })
    }
    expect(verifyInclusion(sha256, { ...good, proof: [...good.proof.slice(1), new Uint8Array(33)] })).toEqual({
      ok: false,
      code: 'proof.hash',
    })
  })

  test('a step too many or too few is said to be that', () => {
    for (const size of [1, 2, 5, 8, 13]) {
      const [inside, grown] = [inclusion(0, size), consistency(1, size)]
      const more = [leaves[0]!]
      expect(verifyInclusion(sha256, { ...inside, proof: [...inside.proof, ...more] })).toEqual({ ok: false, code: 'proof.length' })
      expect(verifyConsistency(sha256, { ...grown, proof: [...grown.proof, ...more] })).toEqual({ ok: false, code: 'proof.length' })
      if (size === 1) continue
      expect(verifyInclusion(sha256, { ...inside, proof: inside.proof.slice(1) })).toEqual({ ok: false, code: 'proof.length' })
      expect(verifyConsistency(sha256, { ...grown, proof: grown.proof.slice(1) })).toEqual({ ok: false, code: 'proof.length' })
    }
  })

  test('policy: an empty tree proves nothing', () => {
    const empty = emptyRoot(sha256)
    const none = new Uint8Array(0)
    expect(verifyInclusion(sha256, { index: 0, size: 0, leaf: empty, proof: [], root: empty })).toEqual({ ok: false, code: 'proof.index' })
    expect(verifyInclusion(sha256, { index: 0, size: 1, leaf: none, proof: [], root: none })).toEqual({ ok: false, code: 'proof.hash' })
    expect(verifyConsistency(sha256, { size1: 0, size2: 5, root1: empty, root2: rootsAt[5]!, proof: [] })).toEqual({
      ok: false,
      code: 'proof.size',
    })
    expect(verifyConsistency(sha256, { size1: 0, size2: 0, root1: empty, root2: empty, proof: [] })).toEqual({
      ok: false,
      code: 'proof.size',
    })
    expect(verifyConsistency(sha256, { ...consistency(5, 5), proof: [empty] })).toEqual({ ok: false, code: 'proof.length' })
    expect(verifyConsistency(sha256, { ...consistency(5, 5), root2: rootsAt[4]! })).toEqual({ ok: false, code: 'proof.root' })
  })
})

describe('sparse trees', () => {
  const sparse = (size: number) => {
    const reads: string[] = []
    const read = (level: number, from: number, to: number, hashes: () => Hash[]): Hash[] => {
      reads.push(`${level} ${from}-${to}`)
      expect(to).toBeLessThanOrEqual(Math.floor(size / 2 ** level))
      return hashes()
    }
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)
    const source = sparseNodes(sha256, size, {
      leaves: (from, to) => read(0, from, to, () => leaves.slice(from, to)),
      stored: (level, from, to) => read(level, from, to, () => range(from, to).map((index) => nodes(level, index))),
    })
    return { source, reads }
  }

  test('answer every complete subtree as the whole tree does', () => {
    for (const size of [1, 2, 3, 127, 128, 255, 256, 257, 299, 300]) {
      const { source } = sparse(size)
      for (let level = 0; 2 ** level <= size; level++)
        for (let index = 0; (index + 1) * 2 ** level <= size; index++)
          expect(hex(source(level, index)), `${level}/${index}`).toBe(hex(nodes(level, index)))
      expect(() => source(0, size)).toThrow(RangeError)
      expect(() => source(20, 0)).toThrow(RangeError)
    }
  })

  test('a proof reads no tile twice', () => {
    for (const [index, size] of [
      [0, 300],
      [299, 300],
      [256, 300],
      [130, 256],
    ] as const) {
      const { source, reads } = sparse(size)
      expect(inclusionProof(sha256, index, size, source)).toEqual(inclusionProof(sha256, index, size, nodes))
      expect(new Set(reads).size).toBe(reads.length)
    }
    const { source } = sparse(300)
    expect(consistencyProof(sha256, 257, 300, source)).toEqual(consistencyProof(sha256, 257, 300, nodes))
  })

  test('two stored levels: 70,000 leaves from levels 0, 8 and 16', () => {
    const size = 70_000
    const many = Array.from({ length: size }, (_, i) => sha256(utf8(String(i))))
    const stored = new Map<string, Hash>()
    let range = CompactRange.empty(sha256)
    for (const leaf of many) {
      const next = range.append(leaf)
      range = next.range
      for (const { level, index, hash: found } of next.finished) if (level % 8 === 0) stored.set(`${level}/${index}`, found)
    }
    const source = sparseNodes(sha256, size, {
      leaves: (from, to) => many.slice(from, to),
      stored: (level, from, to) => Array.from({ length: to - from }, (_, i) => stored.get(`${level}/${from + i}`)!),
    })
    expect(hex(rootAt(sha256, size, source))).toBe(hex(range.root()))
    for (const index of [0, 65_535, 65_536, 69_999]) {
      const proof = inclusionProof(sha256, index, size, source)
      expect(verifyInclusion(sha256, { index, size, leaf: many[index]!, proof, root: range.root() })).toEqual({ ok: true })
    }
    const proof = consistencyProof(sha256, 66_001, size, source)
    const root1 = rootAt(
      sha256,
      66_001,
      sparseNodes(sha256, 66_001, {
        leaves: (a, b) => many.slice(a, b),
        stored: (l, a, b) => Array.from({ length: b - a }, (_, i) => stored.get(`${l}/${a + i}`)!),
      }),
    )
    expect(verifyConsistency(sha256, { size1: 66_001, size2: size, root1, root2: range.root(), proof })).toEqual({ ok: true })
  })
})

const vectorsFile = join(import.meta.dirname, '../../../shared/data/rfc6962-vectors.json')
interface Vectors {
  readonly inclusion: {
    leafIdx: number
    treeSize: number
    root: string
    leafHash: string
    proof: string[] | null
    wantErr: boolean
    name: string
  }[]
  readonly consistency: {
    size1: number
    size2: number
    root1: string
    root2: string
    proof: string[] | null
    wantErr: boolean
    name: string
  }[]
}

describe.skipIf(!existsSync(vectorsFile))('the vectors of transparency-dev/merkle (skipped where they are not at hand)', () => {
  const vectors = (): Vectors => JSON.parse(readFileSync(vectorsFile, 'utf8')) as Vectors
  const bytes = (text: string) => fromBase64(text)!
  test('each holds or fails as it should', () => {
    const { inclusion: inside, consistency: growth } = vectors()
    expect(inside.length + growth.length).toBeGreaterThanOrEqual(78)
    for (const { leafIdx: index, treeSize: size, root, leafHash: leaf, proof, wantErr, name } of inside) {
      const claim = { index, size, leaf: bytes(leaf), root: bytes(root), proof: (proof ?? []).map(bytes) }
      expect(verifyInclusion(sha256, claim).ok, name).toBe(!wantErr)
    }
    for (const { size1, size2, root1, root2, proof, wantErr, name } of growth) {
      const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2), proof: (proof ?? []).map(bytes) }
      expect(verifyConsistency(sha256, claim).ok, name).toBe(!wantErr)
    }
  })
})

describe('bytes', () => {
  test('UTF-8 and Base 64 are those of Node', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, some) => {
        expect(hex(utf8(text))).toBe(hex(new TextEncoder().encode(text)))
        expect(base64(some)).toBe(Buffer.from(some).toString('base64'))
        expect(fromBase64(base64(some))).toEqual(some)
      }),
    )
  })
  test('a lone surrogate is U+FFFD in UTF-8', () => {
    for (const text of ['\ud800', 'a\udc00b', '\ud800\ud800', '\udc00\ud800'])
      expect(hex(utf8(text))).toBe(hex(new TextEncoder().encode(text)))
  })
  test('Base 64 has one spelling', () => {
    for (const text of ['A', 'AA', 'AAA', 'AB==', 'AAB=', 'AA=A', '=AAA', 'A-A=', ' AAA', 'AAA\n', '====', 'A==='])
      expect(fromBase64(text), text).toBeNull()
    expect(fromBase64('')).toEqual(new Uint8Array(0))
  })
})
