import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { guard } from '../station/store/database.ts'

/** Makes a folder and those above it, one by one: Node's recursive mkdir never returns where the system makes no folders (/proc). */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return
  const parent = dirname(folder)
  if (parent !== folder) makeFolder(parent)
  guard(() => mkdirSync(folder), folder)
}
