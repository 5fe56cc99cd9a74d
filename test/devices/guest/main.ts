import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type GuestCase, later, say } from './case.ts'

/** Longest that a case may take, ms, unless it says otherwise: everything is emulated here. */
const caseMs = 60_000

const folder = join(import.meta.dirname, 'cases')
let failed = 0
for (const file of readdirSync(folder).sort()) {
  if (!file.endsWith('.ts')) continue
  const began = performance.now()
  let name = file
  try {
    const found = (await import(join(folder, file))) as GuestCase
    name = found.name
    const limit = found.limitMs ?? caseMs
    await Promise.race([found.run(), later(limit).then(() => Promise.reject(new Error(`not within ${limit} ms`)))])
    say(`case ${name} ok`)
  } catch (error) {
    failed++
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    say(`case ${name} failed: ${why.replaceAll(/\s*\n\s*/g, ' | ')}`)
  }
  say(`took ${name} ${Math.round(performance.now() - began)} ms`)
}
process.exit(failed === 0 ? 0 : 1)
