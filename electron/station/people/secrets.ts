import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const cost = { N: 32768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const
const keyLength = 32

interface Cost {
  readonly N: number
  readonly r: number
  readonly p: number
  readonly maxmem: number
}

/** Hash of a password or PIN, `scrypt$N$r$p$salt$key` in base64. Runs in the thread pool, so the engine's loop stays free. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(secret, salt, cost)
  return `scrypt$${cost.N}$${cost.r}$${cost.p}$${salt.toString('base64')}$${key.toString('base64')}`
}

/** True when the secret belongs to the hash. Takes as long for a wrong one, and for a person who does not exist. */
export async function checkSecret(secret: string, stored: string | null): Promise<boolean> {
  const parsed = /^scrypt\$(\d+)\$(\d+)\$(\d+)\$([^$]+)\$([^$]+)$/.exec(stored ?? '')
  if (parsed === null) {
    await derive(secret, Buffer.alloc(16), cost)
    return false
  }
  const expected = Buffer.from(parsed[5]!, 'base64')
  const key = await derive(secret, Buffer.from(parsed[4]!, 'base64'), {
    ...cost,
    N: Number(parsed[1]),
    r: Number(parsed[2]),
    p: Number(parsed[3]),
  })
  return expected.length === key.length && timingSafeEqual(key, expected)
}

/** So many are computed at once: the thread pool keeps room for files, and other people's sign-ins their turn. */
const atOnce = 2
let running = 0
const waiting: (() => void)[] = []

async function derive(secret: string, salt: Buffer, options: Cost): Promise<Buffer> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running++
  try {
    return await compute(secret, salt, options)
  } finally {
    const next = waiting.shift()
    if (next === undefined) running--
    else next()
  }
}

function compute(secret: string, salt: Buffer, options: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, keyLength, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}
