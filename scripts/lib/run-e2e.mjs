import { join } from 'node:path'
import { startVirtualDisplay } from './display.mjs'
import { node24Path, root } from './paths.mjs'
import { run } from './processes.mjs'

/** Runs vitest's end-to-end configuration on a display of its own, so that no window disturbs a person. */
export async function runE2e(runtime, args) {
  const screen = process.platform === 'linux' ? await startVirtualDisplay() : undefined
  try {
    const env = {
      ...process.env,
      SIGNET_ELECTRON: runtime.executable,
      SIGNET_NODE: node24Path,
      ...(screen ? { DISPLAY: screen.display } : {}),
    }
    return await run(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--config', 'vitest.e2e.config.ts', ...args], {
      cwd: root,
      env,
    })
  } finally {
    await screen?.stop()
  }
}
