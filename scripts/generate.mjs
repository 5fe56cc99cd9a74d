#!/usr/bin/env node
// Writes the committed files that are made from other sources: `npm run generate`, or `npm run generate -- --check`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { continueOnNode24, onNode24 } from './node24.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const dictionary = resolve(root, '../shared/data/gs1-syntax-dictionary.txt')

if (!onNode24()) await continueOnNode24(fileURLToPath(import.meta.url))
else {
  const { aiTableSource } = await import('./generate/ai-table.mjs')
  const { evidencePageSource } = await import('./generate/evidence-page.mjs')
  if (existsSync(dictionary)) write('shared/udi/gs1/ai-table.ts', aiTableSource(readFileSync(dictionary, 'utf8')))
  else console.log(`${dictionary} is not here: shared/udi/gs1/ai-table.ts stays as committed`)
  write('resources/evidence/page.html', await evidencePageSource(root))
}

function write(name, source) {
  const file = resolve(root, name)
  const same = existsSync(file) && readFileSync(file, 'utf8') === source
  if (process.argv.includes('--check')) {
    console.log(same ? `${name} is up to date` : `${name} differs from its source: npm run generate`)
    if (!same) process.exitCode = 1
    return
  }
  mkdirSync(dirname(file), { recursive: true })
  if (!same) writeFileSync(file, source)
  console.log(`${name} ${same ? 'unchanged' : 'written'}`)
}
