import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const cost = { N: 32768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const
const keyLength = 32

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

function derive(secret: string, salt: Buffer, options: { N: number; r: number; p: number; maxmem: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret.normalize('NFKC'), salt, keyLength, options, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}
