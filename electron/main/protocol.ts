import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { type ProtocolResponse, protocol } from 'electron'
import { contentSecurityPolicy, newNonce } from './security.ts'

export const SCHEME = 'station'
export const HOME = `${SCHEME}://app/`

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
  '.wav': 'audio/wav',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wasm': 'application/wasm',
}

/** The build writes it where a nonce belongs; each load gets a fresh one. */
const NONCE_PLACE = '__CSP_NONCE__'

/** Must run before `ready`: a scheme's rights are fixed then. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/**
 * Serves the built page, and nothing beside its folder. A protocol of our own because file: pages may read any file. By the plain call with
 * a buffer: `protocol.handle` speaks in fetch's Request and Response, and Node loads its whole HTTP client for those (60 ms before the first
 * byte of the first screen).
 */
export function serveFrom(folder: string): void {
  protocol.registerBufferProtocol(SCHEME, (request, answer) => void respond(request, folder).then(answer))
}

async function respond(request: { readonly url: string; readonly method: string }, folder: string): Promise<ProtocolResponse> {
  const nonce = newNonce()
  const headers = { 'content-security-policy': contentSecurityPolicy(nonce), 'x-content-type-options': 'nosniff' }
  const refuse = (statusCode: number): ProtocolResponse => ({ statusCode, headers, data: Buffer.alloc(0) })
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const file = fileOf(request.url, folder)
  if (typeof file === 'number') return refuse(file)
  const type = TYPES[extname(file).toLowerCase()]
  if (type === undefined) return refuse(404)
  try {
    const content = await readFile(file)
    if (!file.endsWith('.html')) {
      // Names of assets carry a hash of their content.
      const cache = file.includes(`${sep}assets${sep}`) ? 'max-age=31536000, immutable' : 'no-cache'
      return { data: content, headers: { ...headers, 'content-type': type, 'cache-control': cache } }
    }
    const page = content.toString('utf8').replaceAll(NONCE_PLACE, nonce)
    return { data: Buffer.from(page), headers: { ...headers, 'content-type': type, 'cache-control': 'no-store' } }
  } catch {
    return refuse(404)
  }
}

/** The file a URL names, or the status that refuses it. The parser has taken out plain `..`; an encoded slash brings it back. */
function fileOf(address: string, folder: string): string | 400 | 403 | 404 {
  let path: string
  try {
    const url = new URL(address)
    if (url.host !== 'app') return 404
    path = decodeURIComponent(url.pathname)
  } catch {
    return 400
  }
  if (path.includes('\0')) return 400
  if (path.includes('\\')) return 403
  const file = join(folder, path === '/' ? 'index.html' : path)
  return file.startsWith(folder + sep) ? file : 403
}
