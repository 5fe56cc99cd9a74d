import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from './hash.ts'
import { resource } from './resources.ts'
import type { Store } from './store/store.ts'

/** A label template as the station offers it. Approval is an event that names the file's hash. */
export interface TemplateInfo {
  readonly name: string
  readonly title: string
  readonly version: number
  readonly widthMm: number
  readonly heightMm: number
  readonly sha256: string
  readonly approvedBy: string | null
  readonly approvedAt: number | null
}

/** Folder of the templates that come with the station. */
export const templateFolder = resource('templates')

let cached: readonly Omit<TemplateInfo, 'approvedBy' | 'approvedAt'>[] | null = null

function files(): readonly Omit<TemplateInfo, 'approvedBy' | 'approvedAt'>[] {
  cached ??= readdirSync(templateFolder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(templateFolder, file), 'utf8')
      const { title, version, widthMm, heightMm } = JSON.parse(text) as {
        title: string
        version: number
        widthMm: number
        heightMm: number
      }
      return { name: file.replace(/\.json$/, ''), title, version, widthMm, heightMm, sha256: sha256(text) }
    })
  return cached
}

/** All templates with their approvals. */
export function listTemplates(store: Pick<Store, 'read'>): TemplateInfo[] {
  return files().map((file) => {
    const row = store.read.get<{ at: number; name: string | null }>(
      "SELECT e.at, u.name FROM event e LEFT JOIN user u ON u.id = e.actor WHERE e.kind = 310 AND json_extract(e.body, '$.after.template') = ? AND json_extract(e.body, '$.after.sha256') = ? ORDER BY e.seq DESC LIMIT 1",
      file.name,
      file.sha256,
    )
    return { ...file, approvedBy: row?.name ?? null, approvedAt: row?.at ?? null }
  })
}

export const findTemplate = (store: Pick<Store, 'read'>, name: string): TemplateInfo | null =>
  listTemplates(store).find((template) => template.name === name) ?? null
