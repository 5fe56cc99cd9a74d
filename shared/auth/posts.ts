import { type Role, roles } from './permissions.ts'

/**
 * How strictly posts are kept apart. `standard`: who makes, who checks and who administers are different people. `small`: a small firm may
 * join them in one person; acts that two people sign still need two people.
 */
export const postPresets = ['standard', 'small'] as const
export type PostPreset = (typeof postPresets)[number]

/** Why two posts are kept apart; words in i18n. */
export const postReasons = ['ownWork', 'ownRights', 'outsider'] as const
export type PostReason = (typeof postReasons)[number]

export interface ForbiddenPair {
  readonly posts: readonly [Role, Role]
  readonly why: PostReason
  readonly presets: readonly PostPreset[]
}

const standard: readonly PostPreset[] = ['standard']

/** Pairs of posts that one person may not hold, as data. */
export const forbiddenPairs: readonly ForbiddenPair[] = [
  // They would inspect, release or approve what they made.
  { posts: ['operator', 'quality'], why: 'ownWork', presets: standard },
  { posts: ['operator', 'inspector'], why: 'ownWork', presets: standard },
  // They would give themselves rights over records they answer for.
  { posts: ['admin', 'operator'], why: 'ownRights', presets: standard },
  { posts: ['admin', 'inspector'], why: 'ownRights', presets: standard },
  { posts: ['admin', 'quality'], why: 'ownRights', presets: standard },
  // A visitor comes from outside and only reads.
  ...roles
    .filter((role) => role !== 'visitor')
    .map((role): ForbiddenPair => ({ posts: ['visitor', role], why: 'outsider', presets: postPresets })),
]

/** The forbidden pairs among the posts of one person; empty when they may all be held. */
export const forbiddenAmong = (held: readonly Role[], preset: PostPreset): readonly ForbiddenPair[] =>
  forbiddenPairs.filter(({ posts, presets }) => presets.includes(preset) && posts.every((post) => held.includes(post)))
