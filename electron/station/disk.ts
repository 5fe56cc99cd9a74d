import { statfsSync } from 'node:fs'

/** Free space below which nothing is printed, MB. */
export const diskStopMb = 200

/** Free space of the disk that holds a folder, MB; null where it cannot be asked. */
export function freeMb(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return Math.floor((bavail * bsize) / 1_048_576)
  } catch {
    return null
  }
}
