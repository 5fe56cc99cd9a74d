import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'

/** A driver may have been mended since, ms. */
const REMEMBER_MS = 7 * 24 * 3600_000

interface Note {
  readonly electron: string
  readonly at: number
}

/**
 * Where Chromium could not use the graphics processor the last time and drew in software, it is not asked to try again at every start: its
 * failing holds up the first frame by 100 ms. The picture is the same. Must run before `ready`.
 */
export function rememberGraphics(): void {
  const file = join(app.getPath('userData'), 'no-graphics-processor.json')
  if (isKnown(file)) {
    app.disableHardwareAcceleration()
    return
  }
  app.once('before-quit', () => {
    try {
      if (!app.getGPUFeatureStatus().gpu_compositing.startsWith('disabled')) return rmSync(file, { force: true })
      writeFileSync(file, JSON.stringify({ electron: process.versions.electron, at: Date.now() } satisfies Note))
    } catch {
      // A note only: the next start tries again.
    }
  })
}

function isKnown(file: string): boolean {
  try {
    const { electron, at } = JSON.parse(readFileSync(file, 'utf8')) as Note
    const age = Date.now() - at
    return electron === process.versions.electron && age >= 0 && age < REMEMBER_MS
  } catch {
    return false
  }
}
