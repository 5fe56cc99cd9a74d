import { crc32, inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodePng1 } from './png.ts'

type Chunk = { readonly type: string; readonly data: Buffer }

function chunksOf(png: Uint8Array): readonly Chunk[] {
  const buffer = Buffer.from(png)
  expect(buffer.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks: Chunk[] = []
  for (let at = 8; at < buffer.length; ) {
    const length = buffer.readUInt32BE(at)
    expect(buffer.readUInt32BE(at + 8 + length)).toBe(crc32(buffer.subarray(at + 4, at + 8 + length)))
    chunks.push({ type: buffer.toString('latin1', at + 4, at + 8), data: buffer.subarray(at + 8, at + 8 + length) })
    at += length + 12
  }
  return chunks
}

describe('1-bit PNG', () => {
  it('holds size, resolution and every dot, black as 0', () => {
    const png = encodePng1({ width: 10, height: 2, stride: 3, bits: Uint8Array.of(0b10000001, 0b01000000, 0xff, 0, 0b10111111, 0xff) }, 203)
    const chunks = chunksOf(png)
    expect(chunks.map((chunk) => chunk.type)).toEqual(['IHDR', 'pHYs', 'IDAT', 'IEND'])
    expect([...chunks[0]!.data]).toEqual([0, 0, 0, 10, 0, 0, 0, 2, 1, 0, 0, 0, 0])
    expect(chunks[1]!.data.readUInt32BE(0)).toBe(7992)
    expect(chunks[1]!.data[8]).toBe(1)
    expect([...inflateSync(chunks[2]!.data)]).toEqual([0, 0b01111110, 0b10000000, 0, 0b11111111, 0b01000000])
  })

  it('refuses a raster that is not one', () => {
    expect(() => encodePng1({ width: 0, height: 1, stride: 1, bits: new Uint8Array(1) }, 300)).toThrow(RangeError)
    expect(() => encodePng1({ width: 9, height: 1, stride: 1, bits: new Uint8Array(1) }, 300)).toThrow(RangeError)
    expect(() => encodePng1({ width: 8, height: 1, stride: 1, bits: new Uint8Array(1) }, 0)).toThrow(RangeError)
  })
})
