import { describe, expect, test } from 'vitest'
import { largestFile, Uploads } from './uploads.ts'

const piece = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value)

describe('a file in pieces', () => {
  test('is whole again, in order, and a piece that comes twice changes nothing', () => {
    const uploads = new Uploads()
    uploads.put('a', 0, piece(3, 1))
    uploads.put('a', 3, piece(2, 2))
    uploads.put('a', 3, piece(2, 2))
    expect([...uploads.file({ name: 'x.csv', upload: 'a' }).bytes]).toEqual([1, 1, 1, 2, 2])
    expect(uploads.file({ name: 'y', bytes: piece(1, 9) })).toEqual({ name: 'y', bytes: piece(1, 9) })
  })

  test('with a gap, of another connection, or too large, is refused', () => {
    const uploads = new Uploads()
    expect(() => uploads.put('a', 5, piece(1, 1))).toThrow('upload.unknown')
    uploads.put('a', 0, piece(2, 1))
    expect(() => uploads.put('a', 4, piece(1, 1))).toThrow('upload.unknown')
    expect(() => new Uploads().file({ name: 'x', upload: 'a' })).toThrow('upload.unknown')
    uploads.put('a', 2, piece(largestFile - 2, 1))
    expect(() => uploads.put('a', largestFile, piece(1, 1))).toThrow('file.tooBig')
    expect(() => uploads.file({ name: 'x', upload: 'a' })).toThrow('upload.unknown')
  })

  test('only the newest few are kept', () => {
    const uploads = new Uploads()
    for (const id of ['a', 'b', 'c', 'd', 'e']) uploads.put(id, 0, piece(1, 1))
    expect(() => uploads.file({ name: 'x', upload: 'a' })).toThrow('upload.unknown')
    expect(uploads.file({ name: 'x', upload: 'e' }).bytes).toHaveLength(1)
  })
})
