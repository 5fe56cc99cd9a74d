import { refuse } from '../../shared/station-error.ts'

/** Largest file a page may hand over, bytes. The readers behind it have limits of their own (200 MB unpacked, 1,000,000 cells). */
export const largestFile = 32_000_000
const mostUploads = 4

/** A file as an input names it: whole, or by the upload that brought it in pieces. */
export type FileInput = { readonly name: string; readonly bytes: Uint8Array } | { readonly name: string; readonly upload: string }

/**
 * Files that are too large for one message, put together piece by piece for one connection. In memory only: gone with the page. Pieces
 * come in order; one that comes again changes nothing. Errors: `file.tooBig`, `upload.unknown`.
 */
export class Uploads {
  readonly #parts = new Map<string, { readonly pieces: Uint8Array[]; size: number }>()

  put(id: string, offset: number, bytes: Uint8Array): void {
    let upload = this.#parts.get(id)
    if (upload === undefined) {
      if (offset !== 0) throw refuse('upload.unknown')
      upload = { pieces: [], size: 0 }
      this.#parts.set(id, upload)
      if (this.#parts.size > mostUploads) this.#parts.delete(this.#parts.keys().next().value!)
    }
    if (offset + bytes.length <= upload.size) return
    if (offset !== upload.size) throw refuse('upload.unknown')
    if (upload.size + bytes.length > largestFile) {
      this.#parts.delete(id)
      throw refuse('file.tooBig', { most: largestFile / 1_000_000 })
    }
    upload.pieces.push(bytes)
    upload.size += bytes.length
  }

  /** The file of an input. */
  file(input: FileInput): { readonly name: string; readonly bytes: Uint8Array } {
    if ('bytes' in input) return input
    const upload = this.#parts.get(input.upload)
    if (upload === undefined) throw refuse('upload.unknown')
    return { name: input.name, bytes: Buffer.concat(upload.pieces) }
  }
}
