import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * Three builds: main (shell and engine, one entry each), preload (one CommonJS file, as the sandbox wants it) and page.
 * The targets are those of the oldest runtime the tests use, Electron 33.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node20',
      // Bundled, so that the engine reads a few files with what it uses of them instead of two hundred: half of its start.
      externalizeDeps: { exclude: ['zod', '@orpc/contract', '@orpc/server', '@orpc/client'] },
      rollupOptions: {
        input: {
          index: 'electron/main/index.ts',
          engine: 'electron/engine/index.ts',
          'badge-worker': 'electron/station/people/badge-worker.ts',
          'cards-worker': 'electron/station/cards/cards-worker.ts',
          'copy-worker': 'electron/station/copy-worker.ts',
          'label-worker': 'electron/station/labels/label-worker.ts',
          'log-worker': 'electron/station/log/log-worker.ts',
          'record-worker': 'electron/station/records/record-worker.ts',
          'table-worker': 'electron/station/files/table-worker.ts',
          'validation-worker': 'electron/station/validation/validation-worker.ts',
          'virtual-line': 'electron/engine/virtual-line.ts',
        },
      },
    },
  },
  preload: {
    build: {
      target: 'node20',
      rollupOptions: { input: 'electron/preload/index.ts', output: { format: 'cjs', entryFileNames: 'index.cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    // The protocol handler puts a fresh nonce in this place at every load.
    html: { cspNonce: '__CSP_NONCE__' },
    build: {
      target: 'chrome130',
      minify: true,
      modulePreload: { polyfill: false },
      // data: fonts and sounds would need a wider policy.
      assetsInlineLimit: 0,
      rollupOptions: {
        input: 'renderer/index.html',
        // What the first screen needs in one file: each more is a request on its way.
        output: { codeSplitting: { groups: [{ name: (id, graph) => (isFirst(id, graph) ? 'first' : null) }] } },
      },
    },
    plugins: [react()],
  },
})

interface Graph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null
}

const first = new Set<string>()

/** True for what the page's entry imports, directly or not, without an `import()` on the way. */
function isFirst(id: string, graph: Graph): boolean {
  const add = (module: string): void => {
    if (first.has(module)) return
    first.add(module)
    for (const imported of graph.getModuleInfo(module)?.importedIds ?? []) add(imported)
  }
  if (first.size === 0) add(resolve(import.meta.dirname, 'renderer/main.tsx'))
  return first.has(id)
}
