import { lazy } from 'react'
import { loadSounds } from './sound/player.ts'

/** What is not on the first screen, in chunks of their own: the screens of the station with router and component library, and the first run. */
export const loadStation = async () => ({ default: (await import('./station-page.tsx')).StationPage })
export const Station = lazy(loadStation)
export const FirstRunPage = lazy(async () => ({ default: (await import('./line/first-run-page.tsx')).FirstRunPage }))

export const CodePage = lazy(async () => ({ default: (await import('./line/code-page.tsx')).CodePage }))
export const OwnSecretsPage = lazy(async () => ({ default: (await import('./line/own-secrets-page.tsx')).OwnSecretsPage }))

/** A person needs longer to find a badge, ms; the first key is not to wait for code that comes later. */
const calmMs = 1_200

/** Fetches the rest while the first screen waits for a person, piece by piece, so that the next one is there at once. */
export function loadRest(): () => void {
  const pieces: (() => unknown)[] = [
    () => import('./design/fonts.css'),
    loadStation,
    () => import('./line/password-panel.tsx'),
    loadSounds,
    () => import('./office/index.tsx'),
  ]
  let stopped = false
  const next = async (): Promise<void> => {
    const piece = pieces.shift()
    if (stopped || piece === undefined) return
    // A piece that cannot be had now is asked for again where it is needed.
    await Promise.resolve(piece()).catch(() => undefined)
    requestIdleCallback(() => void next(), { timeout: 2_000 })
  }
  const timer = setTimeout(() => void next(), calmMs)
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
