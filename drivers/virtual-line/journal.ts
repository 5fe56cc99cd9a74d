import { hash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { encodePng1 } from '../image/png.ts'
import type { Bitmap } from './emulator.ts'

/** Every label that came out: a line with the hashes of its job and of its dots, and its picture. An existing journal is continued. */
export class Journal {
  readonly #folder: string
  readonly #dpi: number
  readonly #file: number
  #fed: number

  constructor(folder: string, dpi: number) {
    this.#folder = folder
    this.#dpi = dpi
    mkdirSync(join(folder, 'png'), { recursive: true })
    const file = join(folder, 'journal.jsonl')
    this.#fed = countLines(file)
    this.#file = openSync(file, 'a')
  }

  /** Labels fed since the journal was begun. */
  get fed(): number {
    return this.#fed
  }

  write(bytes: Uint8Array, bitmap: Bitmap): void {
    const n = ++this.#fed
    const png = `png/${String(n).padStart(6, '0')}.png`
    writeFileSync(join(this.#folder, png), encodePng1(bitmap, this.#dpi))
    const [bytesSha256, bitmapSha256] = [hash('sha256', bytes, 'hex'), hash('sha256', bitmap.bits, 'hex')]
    writeSync(this.#file, `${JSON.stringify({ n, at: new Date().toISOString(), bytesSha256, bitmapSha256, png })}\n`)
  }

  close(): void {
    closeSync(this.#file)
  }
}

function countLines(file: string): number {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}')).length
  } catch {
    return 0
  }
}
