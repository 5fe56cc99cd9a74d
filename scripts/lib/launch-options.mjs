import { existsSync, readFileSync } from 'node:fs'

/** As root, or in a container without user namespaces, Chromium cannot build its sandbox. The packaged app never gets this. */
export function sandboxSwitches() {
  if (process.platform !== 'linux') return []
  return process.getuid?.() === 0 || inContainer() ? ['--no-sandbox'] : []
}

function inContainer() {
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return true
  try {
    return /docker|containerd|kubepods|lxc/.test(readFileSync('/proc/1/cgroup', 'utf8'))
  } catch {
    return false
  }
}
