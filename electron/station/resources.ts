import { existsSync } from 'node:fs'
import { join, sep } from 'node:path'

/** True in the built engine (out/main), where every entry lies in one folder. */
const built = import.meta.dirname.includes(`${sep}out${sep}main`)

/** The project's or the packaged app's root. */
const root = built
  ? import.meta.dirname.slice(0, import.meta.dirname.indexOf(`${sep}out${sep}main`))
  : join(import.meta.dirname, '..', '..')

/** A file of resources/ (templates, sounds, fonts list). */
export const resource = (...parts: string[]): string => join(root, 'resources', ...parts)

/** A second entry of the engine: beside it when built, its source otherwise. `source` is relative to electron/. */
export const entryFile = (name: string, source: string): string =>
  built ? join(root, 'out', 'main', `${name}.js`) : join(root, 'electron', source)

/** Where the program's own files lie: what was built of it, or its sources when those are run. */
export const programFolders = (): string[] =>
  (built ? ['out/main', 'out/preload', 'out/renderer'] : ['electron', 'drivers', 'shared', 'renderer']).map((folder) => join(root, folder))

/** The bundled Noto Sans SC: in the app's resources when packaged, in its package in development. */
export function fontFile(weight: 'medium' | 'bold'): string {
  const [folder, file] = weight === 'medium' ? ['500Medium', 'NotoSansSC_500Medium.ttf'] : ['700Bold', 'NotoSansSC_700Bold.ttf']
  const packaged = join((process as { resourcesPath?: string }).resourcesPath ?? '', 'fonts', file)
  if ((process as { resourcesPath?: string }).resourcesPath !== undefined && existsSync(packaged)) return packaged
  return join(root, 'node_modules', '@expo-google-fonts', 'noto-sans-sc', folder, file)
}
