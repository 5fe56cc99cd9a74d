import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { megabytes, SetupError } from './say.mjs'

/**
 * Downloads `url` to `file`, going on where an earlier run stopped (HTTP Range on `file`.part), and keeps it only if its
 * SHA-512 is `integrity` (npm notation). A wrong file is deleted, so the next run starts clean.
 *
 * @param onProgress called with ({ done, total, perSecond }) at most four times a second; total may be undefined
 * @param stallMs a connection that brings no byte for so long is dropped and taken up again, `attempts` times in all
 */
export async function download({ url, file, integrity, onProgress = () => {}, stallMs = 30_000, attempts = 5, waitMs = 1_000 }) {
  mkdirSync(dirname(file), { recursive: true })
  const part = `${file}.part`
  let last
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const before = sizeOf(part)
    try {
      await fetchInto(url, part, stallMs, onProgress)
      await verify(part, integrity, url)
      renameSync(part, file)
      return file
    } catch (error) {
      if (error instanceof SetupError) throw error
      last = error
      // A server that keeps bringing bytes is slow, not broken: such a try does not count.
      if (sizeOf(part) > before) attempt--
      await sleep(waitMs)
    }
  }
  throw new SetupError(`下载失败 download failed: ${url}\n  ${reasonOf(last)}\n  重新运行会从断点继续 run again to go on where it stopped`)
}

async function fetchInto(url, part, stallMs, onProgress) {
  const have = sizeOf(part)
  const abort = new AbortController()
  let timer = setTimeout(() => abort.abort(new Error(`no byte for ${stallMs / 1000} s`)), stallMs)
  try {
    const headers = { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) }
    const response = await fetch(url, { headers, signal: abort.signal })
    if (response.status === 416) {
      // Nothing lies beyond what we have: it is either complete (the hash will tell) or of another file.
      await response.body?.cancel()
      return
    }
    if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`)
    const resumed = response.status === 206 && startOf(response) === have
    if (response.status === 206 && !resumed) throw new Error('the server answered another range')
    const length = Number(response.headers.get('content-length')) || undefined
    const start = resumed ? have : 0
    const total = length === undefined ? undefined : start + length
    const out = await open(part, resumed ? 'a' : 'w')
    const began = Date.now()
    let done = start
    let told = 0
    try {
      for await (const chunk of response.body) {
        clearTimeout(timer)
        timer = setTimeout(() => abort.abort(new Error(`no byte for ${stallMs / 1000} s`)), stallMs)
        await out.write(chunk)
        done += chunk.length
        if (Date.now() - told >= 250) {
          told = Date.now()
          onProgress({ done, total, perSecond: ((done - start) * 1000) / Math.max(1, told - began) })
        }
      }
    } finally {
      await out.close()
    }
    if (total !== undefined && done !== total) throw new Error(`the connection closed at ${done} of ${total} bytes`)
    onProgress({ done, total: done, perSecond: ((done - start) * 1000) / Math.max(1, Date.now() - began) })
  } finally {
    clearTimeout(timer)
  }
}

const startOf = (response) => Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? Number.NaN)

const sizeOf = (path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const reasonOf = (error) => error?.cause?.message ?? error?.message ?? String(error)

/** Checks a file against an npm integrity string and deletes it when it is another file. */
export async function verify(file, integrity, name = file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found === integrity) return
  const size = sizeOf(file)
  rmSync(file, { force: true })
  const wrong = new SetupError(
    `校验和不符，文件已删除 wrong checksum, file deleted: ${name}\n  expected ${integrity}\n  found    ${found} (${megabytes(size)} MB)\n  再次运行即可重新下载；若仍如此，请检查镜像 run again; if it stays so, check the registry mirror`,
  )
  throw Object.assign(wrong, { wrongFile: true })
}

/** One line of progress: `120.3 / 196.3 MB, 24.1 MB/s`. */
export const progressText = ({ done, total, perSecond }) =>
  `${megabytes(done)}${total ? ` / ${megabytes(total)}` : ''} MB, ${megabytes(perSecond)} MB/s`
