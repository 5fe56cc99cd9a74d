import { join } from 'node:path'
import type { PostPreset } from '../../shared/auth/posts.ts'
import type { SignedActName } from '../../shared/auth/signed-acts.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import { refuse } from '../../shared/station-error.ts'
import { postFaultsOfAll, refuseAll } from './people/post-rules.ts'
import { type Signed, sign } from './people/signatures.ts'
import type { Read } from './store/database.ts'
import type { Actor, Mode, Store } from './store/store.ts'

export interface Settings {
  readonly firm: string
  readonly site: string
  readonly language: 'zh-CN' | 'en'
  readonly backupFolder: string
  readonly sounds: boolean
  readonly volume: number
  readonly mirrored: boolean
  readonly officeTouch: boolean
  /** Signatures per act, where they differ from the usual number. */
  readonly signatures: Readonly<Partial<Record<SignedActName, number>>>
  /** Which posts one person may hold together. */
  readonly posts: PostPreset
  /** Shortest password. */
  readonly passwordLeast: number
  /** So many of the last passwords are not taken again. */
  readonly passwordKept: number
  /** Days after which a password must be changed; 0 = never. */
  readonly passwordDays: number
  /** Without key, touch or scan for so long the station asks again who acts, seconds; 0 = never. */
  readonly idleSeconds: number
}

/** How long a password lasts where nobody chose otherwise, days. */
export const passwordDaysOf = (mode: Mode): number => (mode === 'production' ? 90 : 0)

export const readSettings = (store: Store): Settings => settingsIn(store.read, store.folder)

/** The settings of a ledger that is only read. */
export function settingsIn(db: Read, folder: string): Settings {
  const mode = db.get<{ value: Mode }>("SELECT value FROM meta WHERE key = 'mode'")?.value ?? 'training'
  const defaults: Settings = {
    firm: '',
    site: '',
    language: 'zh-CN',
    backupFolder: join(folder, 'backups'),
    sounds: true,
    volume: 80,
    mirrored: false,
    officeTouch: false,
    signatures: {},
    posts: 'small',
    passwordLeast: 8,
    passwordKept: 5,
    passwordDays: passwordDaysOf(mode),
    idleSeconds: 600,
  }
  const stored = db.get<{ value: string }>("SELECT value FROM meta WHERE key = 'settings'")?.value
  return stored === undefined ? defaults : { ...defaults, ...(JSON.parse(stored) as Partial<Settings>) }
}

/** Errors: `posts.held` for everybody whose posts the new preset keeps apart; `sign.nothing` where nothing is left to sign. */
export function writeSettings(store: Store, by: Actor, next: Settings, signed: Signed | null = null): void {
  const now = readSettings(store)
  const changed = (Object.keys(next) as (keyof Settings)[]).filter((name) => JSON.stringify(now[name]) !== JSON.stringify(next[name]))
  if (changed.length === 0 && signed !== null) throw refuse('sign.nothing')
  if (changed.length === 0) return
  if (changed.includes('posts')) refuseAll(postFaultsOfAll(store, next.posts))
  const pick = (settings: Settings): Json => Object.fromEntries(changed.map((name) => [name, settings[name] as Json]))
  store.act(by, (tx) => {
    tx.run(
      "INSERT INTO meta (key, value) VALUES ('settings', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      JSON.stringify(next),
    )
    const event = tx.append('settings.changed', { before: pick(now), after: pick(next), reason: signed?.reason ?? null })
    if (signed !== null) sign(tx, event, signed.signers, 'settingsChanged', signed.reason)
  })
}
