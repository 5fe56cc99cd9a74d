#!/usr/bin/env node
// Writes the committed files that are made from data outside the tree: `npm run generate`, or `npm run generate -- --check`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aiTableSource } from './generate/ai-table.mjs'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const dictionary = resolve(root, '../shared/data/gs1-syntax-dictionary.txt')
const table = resolve(root, 'shared/udi/gs1/ai-table.ts')

if (!existsSync(dictionary)) {
  console.log(`${dictionary} is not here: shared/udi/gs1/ai-table.ts stays as committed`)
} else {
  const source = aiTableSource(readFileSync(dictionary, 'utf8'))
  const same = existsSync(table) && readFileSync(table, 'utf8') === source
  if (process.argv.includes('--check')) {
    console.log(same ? 'shared/udi/gs1/ai-table.ts is up to date' : 'shared/udi/gs1/ai-table.ts differs from its source: npm run generate')
    process.exitCode = same ? 0 : 1
  } else {
    if (!same) writeFileSync(table, source)
    console.log(`shared/udi/gs1/ai-table.ts ${same ? 'unchanged' : 'written'}`)
  }
}
