/**
 * A keyed permutation of [0, size): position -> index, each index once.
 *
 * A balanced Feistel network over the next even power of two, walked until the result lies inside the range. It hides the order in
 * which serials are drawn from somebody who sees labels; it keeps no secrets. `key` holds four 32-bit words. A lease stays a range of
 * positions. `size` up to 2^40.
 */
export function permutation(size: number, key: readonly [number, number, number, number]): (position: number) => number {
  let bits = 2
  while (2 ** bits < size) bits += 2
  const half = bits / 2
  const mask = 2 ** half - 1
  const once = (value: number): number => {
    let left = Math.floor(value / 2 ** half)
    let right = value % 2 ** half
    for (let round = 0; round < rounds; round++) {
      const mixed = (left ^ mix(right, key[round & 3]! + round)) & mask
      left = right
      right = mixed < 0 ? mixed + 2 ** half : mixed
    }
    return left * 2 ** half + right
  }
  return (position) => {
    if (!Number.isInteger(position) || position < 0 || position >= size) throw new RangeError('pool.position')
    let index = once(position)
    while (index >= size) index = once(index)
    return index
  }
}

const rounds = 8

/** 32-bit finaliser with good avalanche (the constants are those of MurmurHash3's fmix32). */
function mix(value: number, key: number): number {
  let h = (value ^ key) | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) & 0x7fffffff
}
