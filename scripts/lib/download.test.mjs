import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download, progressText } from './download.mjs'

const content = Buffer.from(Array.from({ length: 300_000 }, (_, n) => (n * 7) % 251))
const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`

let folder
let file
let server
/** What the server was asked, one Range (or '') per request. */
let asked
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'signet-download-'))
  file = join(folder, 'archive.tgz')
  asked = []
})
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve) ?? resolve())
  server = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** A server that answers with `answer(request number, start of the range, response)`. */
async function serve(answer) {
  server = createServer((request, response) => {
    asked.push(request.headers.range ?? '')
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
    answer(asked.length, start, response)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${server.address().port}/archive.tgz`
}

function sendFrom(start, response) {
  const rest = content.subarray(start)
  const headers = {
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  }
  response.writeHead(start > 0 ? 206 : 200, headers)
  response.end(rest)
}

const options = { integrity, stallMs: 300, waitMs: 5, attempts: 3 }

describe('download', () => {
  it('keeps a file whose hash is right and tells its progress', async () => {
    const url = await serve((_n, start, response) => sendFrom(start, response))
    const told = []
    await download({ ...options, url, file, onProgress: (at) => told.push(at) })
    expect(readFileSync(file).equals(content)).toBe(true)
    expect(told.at(-1)).toMatchObject({ done: content.length, total: content.length })
    expect(progressText(told.at(-1))).toMatch(/^0\.3 \/ 0\.3 MB, [\d.]+ MB\/s$/)
  })

  it('goes on where an earlier run stopped', async () => {
    writeFileSync(`${file}.part`, content.subarray(0, 100_000))
    const url = await serve((_n, start, response) => sendFrom(start, response))
    await download({ ...options, url, file })
    expect(asked).toEqual(['bytes=100000-'])
    expect(readFileSync(file).equals(content)).toBe(true)
  })

  it('goes on after a connection that broke in the middle', async () => {
    const url = await serve((n, start, response) => {
      if (n > 1) return sendFrom(start, response)
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 50))
    })
    await download({ ...options, url, file })
    expect(asked).toEqual(['', 'bytes=50000-'])
    expect(readFileSync(file).equals(content)).toBe(true)
  })

  it('starts over when the server knows no ranges', async () => {
    writeFileSync(`${file}.part`, content.subarray(0, 100_000))
    const url = await serve((_n, _start, response) => sendFrom(0, response))
    await download({ ...options, url, file })
    expect(readFileSync(file).equals(content)).toBe(true)
  })

  it('takes a complete part file as it is', async () => {
    writeFileSync(`${file}.part`, content)
    const url = await serve((_n, _start, response) => response.writeHead(416).end())
    await download({ ...options, url, file })
    expect(readFileSync(file).equals(content)).toBe(true)
  })

  it('drops a connection that brings nothing, and goes on', async () => {
    const url = await serve((n, start, response) => {
      if (n > 1) return sendFrom(start, response)
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 20_000))
    })
    await download({ ...options, url, file })
    expect(asked).toEqual(['', 'bytes=20000-'])
    expect(existsSync(`${file}.part`)).toBe(false)
  })

  it('gives up on a server that never answers, in words that say how to go on', async () => {
    const url = await serve(() => {})
    await expect(download({ ...options, url, file, stallMs: 50 })).rejects.toThrow(/断点/)
    expect(asked).toHaveLength(3)
  })

  it('deletes another file than the pinned one and says so', async () => {
    const url = await serve((_n, _start, response) => response.end('something else'))
    await expect(download({ ...options, url, file })).rejects.toThrow(/wrong checksum, file deleted/)
    expect(existsSync(file)).toBe(false)
    expect(existsSync(`${file}.part`)).toBe(false)
    expect(asked).toHaveLength(1)
  })

  it('reports a refusal', async () => {
    const url = await serve((_n, _start, response) => response.writeHead(404).end())
    await expect(download({ ...options, url, file })).rejects.toThrow(/HTTP 404/)
  })
})
