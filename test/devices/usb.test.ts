import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { GuestCase } from './guest/case.ts'
import { folderOf, skipReason } from './rig.ts'

const here = import.meta.dirname
const folder = join(here, 'guest/cases')
const files = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .sort()
const cases = await Promise.all(files.map(async (file) => (await import(join(folder, file))) as GuestCase))

describe.skipIf(skipReason('usb') !== null)('usb: printers and scanners on the bus of a guest machine', () => {
  let said = ''
  beforeAll(async () => {
    const run = join(here, '../../../shared/rigs/usb/run.sh')
    const guest = spawn('bash', [run, folderOf('usb'), join(here, 'guest/guest.sh')], { stdio: ['ignore', 'pipe', 'inherit'] })
    guest.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await new Promise((resolve) => guest.once('close', resolve))
    for (const line of said.split(/\r?\n/)) if (/^(figure|took) /.test(line)) console.log(line)
  })

  test.each(cases.map(({ name }) => [name]))('%s', (name) => {
    const lines = said.split(/\r?\n/).filter((line) => line.startsWith(`case ${name} `))
    if (lines.length === 0) throw new Error(`the guest did not come to it; its last words: ${said.slice(-2_000)}`)
    expect(lines).toEqual([`case ${name} ok`])
  })
})
