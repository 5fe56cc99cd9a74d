import { client } from '../client.ts'

export interface GivenFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** As much of a file as one message carries, bytes; the engine refuses messages above 1 MB. */
const piece = 512_000

const sent = new WeakMap<Uint8Array, string>()

/** A file as an input takes it: whole where one message carries it, else sent ahead in pieces, once. */
export async function sendable(file: GivenFile): Promise<{ name: string; bytes: Uint8Array } | { name: string; upload: string }> {
  if (file.bytes.length <= piece) return { ...file }
  const upload = sent.get(file.bytes) ?? crypto.randomUUID()
  if (!sent.has(file.bytes))
    for (let offset = 0; offset < file.bytes.length; offset += piece)
      await client.files.put({ key: crypto.randomUUID(), upload, offset, bytes: file.bytes.slice(offset, offset + piece) })
  sent.set(file.bytes, upload)
  return { name: file.name, upload }
}

/** The engine that had it is gone: it is sent again. */
export const forget = (file: GivenFile): void => void sent.delete(file.bytes)
