import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { note } from './say.mjs'

/** A lock folder whose owner left no pid (killed between two calls) is free after this time. */
const NAMELESS_MS = 5_000

/**
 * Runs `work` while this process holds `folder`. mkdir is atomic on every file system, so of two runs that start at once
 * one waits. A folder whose owner is dead is taken over.
 */
export async function withLock(folder, work) {
  mkdirSync(dirname(folder), { recursive: true })
  for (let told = false; !take(folder); ) {
    if (!told) note(`另一个进程正在准备，等待中 waiting for another set-up (pid ${owner(folder) ?? '?'})`)
    told = true
    await sleep(300)
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function take(folder) {
  try {
    mkdirSync(folder)
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (abandoned(folder)) rmSync(folder, { recursive: true, force: true })
    return false
  }
  writeFileSync(join(folder, 'pid'), String(process.pid))
  return true
}

function owner(folder) {
  try {
    return Number(readFileSync(join(folder, 'pid'), 'utf8')) || undefined
  } catch {
    return undefined
  }
}

function abandoned(folder) {
  const pid = owner(folder)
  if (pid) return !alive(pid)
  try {
    return Date.now() - statSync(folder).mtimeMs > NAMELESS_MS
  } catch {
    return false
  }
}

/** EPERM means the process lives but belongs to someone else. */
export function alive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
