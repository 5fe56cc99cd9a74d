import { chmodSync, createReadStream, createWriteStream, mkdirSync, symlinkSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflateRaw } from 'node:zlib'
import { SetupError } from './say.mjs'

/**
 * Readers for the two archive forms the Electron runtime comes in. Streams throughout: a 200 MB member never stands in
 * memory. Our own because the machine may have neither unzip nor tar, and a clone has no packages yet.
 */

const BLOCK = 512

/** Copies one member of a .tgz to `target`. Resolves to its size, or throws when it is not in the archive. */
export async function extractTarMember(archive, member, target) {
  const source = createReadStream(archive)
  const reader = new ByteReader(source.pipe(createGunzip()))
  source.on('error', (error) => reader.fail(error))
  try {
    for (;;) {
      const header = await reader.exactly(BLOCK)
      if (header.every((byte) => byte === 0)) break
      const name = text(header, 345, 155) ? `${text(header, 345, 155)}/${text(header, 0, 100)}` : text(header, 0, 100)
      const size = Number.parseInt(text(header, 124, 12).trim(), 8)
      if (!Number.isSafeInteger(size)) break
      if (name === member) {
        await pipeline(Readable.from(reader.chunks(size)), createWriteStream(target))
        return size
      }
      for await (const _ of reader.chunks(Math.ceil(size / BLOCK) * BLOCK)) void _
    }
  } finally {
    source.destroy()
  }
  throw new SetupError(`归档中没有 ${member} is not in ${archive}`)
}

const text = (block, at, length) => block.toString('latin1', at, at + length).split('\0', 1)[0]

/** Takes exact byte counts from a stream of chunks. */
class ByteReader {
  #stream
  #iterator
  #rest = Buffer.alloc(0)
  constructor(stream) {
    this.#stream = stream
    this.#iterator = stream[Symbol.asyncIterator]()
  }
  fail(error) {
    this.#stream.destroy(error)
  }
  async exactly(count) {
    const parts = []
    for await (const chunk of this.chunks(count)) parts.push(chunk)
    return Buffer.concat(parts)
  }
  async *chunks(count) {
    for (let left = count; left > 0; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#iterator.next()
        if (done) throw new SetupError('归档不完整 the archive ends too early')
        this.#rest = value
      }
      const chunk = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(chunk.length)
      left -= chunk.length
      yield chunk
    }
  }
}

const END = 0x06054b50
const ENTRY = 0x02014b50
const STORED = 0
const DEFLATED = 8
const SYMLINK = 0o120000

/** The members of a zip from its central directory: { name, method, packed, size, offset, mode }. No Zip64. */
export async function readZip(path) {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const tail = Buffer.alloc(Math.min(size, 65_557))
    await file.read(tail, 0, tail.length, size - tail.length)
    let at = tail.length - 22
    while (at >= 0 && tail.readUInt32LE(at) !== END) at--
    if (at < 0) throw new SetupError(`不是 ZIP 文件 not a zip file: ${path}`)
    const directory = Buffer.alloc(tail.readUInt32LE(at + 12))
    await file.read(directory, 0, directory.length, tail.readUInt32LE(at + 16))
    return [...entriesOf(directory)]
  } finally {
    await file.close()
  }
}

function* entriesOf(directory) {
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === ENTRY; ) {
    const nameLength = directory.readUInt16LE(at + 28)
    yield {
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      packed: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
      mode: directory.readUInt32LE(at + 38) >>> 16,
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
}

/**
 * Unpacks the members `target` names: it maps a member name to a path below `folder`, or to undefined to leave it out.
 * Names that would leave the folder are refused. onProgress gets (bytesWritten, bytesInAll).
 */
export async function extractZip(path, folder, target, onProgress = () => {}) {
  const chosen = []
  for (const entry of await readZip(path)) {
    const name = target(entry.name)
    if (name !== undefined && !entry.name.endsWith('/')) chosen.push({ ...entry, to: inside(folder, name) })
  }
  const total = chosen.reduce((sum, entry) => sum + entry.size, 0)
  const file = await open(path)
  let done = 0
  try {
    for (const entry of chosen) {
      mkdirSync(dirname(entry.to), { recursive: true })
      const content = await contentOf(file, path, entry)
      if ((entry.mode & 0o170000) === SYMLINK) {
        symlinkSync((await buffer(content)).toString('utf8'), entry.to)
      } else {
        await pipeline(content, createWriteStream(entry.to))
        if (entry.mode & 0o111) chmodSync(entry.to, 0o755)
      }
      done += entry.size
      onProgress(done, total)
    }
  } finally {
    await file.close()
  }
  return chosen.length
}

async function contentOf(file, path, entry) {
  const local = Buffer.alloc(30)
  await file.read(local, 0, 30, entry.offset)
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
  if (entry.packed === 0) return Readable.from([])
  const raw = createReadStream(path, { start, end: start + entry.packed - 1 })
  if (entry.method === STORED) return raw
  if (entry.method !== DEFLATED) throw new SetupError(`压缩方式不支持 zip method ${entry.method}: ${entry.name}`)
  const inflate = createInflateRaw()
  raw.on('error', (error) => inflate.destroy(error))
  return raw.pipe(inflate)
}

function inside(folder, name) {
  const path = join(folder, name)
  if (!path.startsWith(folder + sep)) throw new SetupError(`归档成员越界 a zip member leaves its folder: ${name}`)
  return path
}
