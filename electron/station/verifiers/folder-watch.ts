import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

/** ms between two looks: folders of a network drive tell nothing by themselves. */
const everyMs = 2_000
/** Larger files are no report of one sample. */
const largest = 8_000_000
const endings = new Set(['.csv', '.txt', '.xlsx', '.tsv', '.rpt', '.log'])

export interface ReportFile {
  readonly name: string
  readonly bytes: Uint8Array
  /** Hex SHA-256: the same file is read once, whatever it is called. */
  readonly sha256: string
  /** When it was last written, UTC ms, by the clock of whoever holds the folder. */
  readonly writtenAt: number
}

export interface FolderWatchOptions {
  readonly folder: string
  /** UTC ms; older files are none of ours. */
  readonly since: number
  /** Files that were read before, by SHA-256. */
  readonly known: (sha256: string) => boolean
  /** False: it could not be kept, and is handed over again at the next look. */
  readonly onFile: (file: ReportFile) => boolean | Promise<boolean>
  /** After each look. */
  readonly onState: (code: 'ready' | 'folderGone' | 'reportNotKept') => void
  readonly everyMs?: number
}

/**
 * Looks into a folder for reports that are new, and hands over each once it has stopped growing. A folder that is not there is looked for
 * again; files are left where they are. Returns the function that ends it.
 */
export function watchReports(options: FolderWatchOptions): () => void {
  let ended = false
  let timer: NodeJS.Timeout | null = null
  /** Size and time of each file as last seen; a file is read when they stood still between two looks. */
  let seen = new Map<string, string>()
  const done = new Map<string, string>()
  const look = async (): Promise<void> => {
    const names = await readdir(options.folder).catch(() => null)
    let kept = true
    const now = new Map<string, string>()
    for (const name of names ?? []) {
      if (ended || name.startsWith('.') || !endings.has(extname(name).toLowerCase())) continue
      const file = join(options.folder, name)
      const info = await stat(file).catch(() => null)
      if (info === null || !info.isFile() || info.size === 0 || info.size > largest || info.mtimeMs < options.since) continue
      const mark = `${info.size} ${info.mtimeMs}`
      now.set(name, mark)
      if (done.get(name) === mark || seen.get(name) !== mark) continue
      const bytes = await readFile(file).catch(() => null)
      if (bytes === null || ended) continue
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      if (options.known(sha256) || (await options.onFile({ name, bytes, sha256, writtenAt: info.mtimeMs }))) done.set(name, mark)
      else kept = false
    }
    seen = now
    if (!ended) options.onState(names === null ? 'folderGone' : kept ? 'ready' : 'reportNotKept')
  }
  const lookOn = (): void => {
    void look()
      // A folder that is gone does not end up here: the station itself failed, and the next look tries again.
      .catch(() => {
        if (!ended) options.onState('reportNotKept')
      })
      .finally(() => {
        if (ended) return
        timer = setTimeout(lookOn, options.everyMs ?? everyMs)
        timer.unref()
      })
  }
  lookOn()
  return () => {
    ended = true
    if (timer !== null) clearTimeout(timer)
  }
}
