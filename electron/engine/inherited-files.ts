import { closeSync, readdirSync, readFileSync } from 'node:fs'

const O_CLOEXEC = 0o2000000

/**
 * Closes what a plain child inherits from Electron by accident: Chromium's own sockets and files stay open over exec.
 * An engine that holds a renderer's socket hides that renderer's death from the shell, and one that holds the display
 * keeps a dead window on the screen. What came through exec is what lacks the close-on-exec mark; all that this process
 * opened itself has it. (Node marks the first 16 numbers itself; those belong to Electron's start, not to a page.) Linux
 * only: elsewhere nothing is inherited.
 */
export function closeInheritedFiles(keep: readonly number[] = [0, 1, 2, Number(process.env['NODE_CHANNEL_FD'] ?? 3), 3]): number {
  if (process.platform !== 'linux') return 0
  let closed = 0
  for (const name of readdirSync('/proc/self/fd')) {
    const fd = Number(name)
    if (keep.includes(fd) || !wasInherited(name)) continue
    try {
      closeSync(fd)
      closed++
    } catch {
      // the folder's own descriptor is already gone
    }
  }
  return closed
}

function wasInherited(name: string): boolean {
  try {
    const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'latin1'))?.[1]
    return flags !== undefined && (Number.parseInt(flags, 8) & O_CLOEXEC) === 0
  } catch {
    return false
  }
}
