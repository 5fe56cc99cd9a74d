import { describe, expect, test } from 'vitest'
import { passwordProblems, pinProblems } from './passwords.ts'
import { allows, permissions, type Role, roles } from './permissions.ts'
import { forbiddenAmong, forbiddenPairs } from './posts.ts'

const owner = { login: 'wang.xl', name: '王秀兰', staffNo: '010127' }
const codes = (problems: readonly { readonly code: string }[]): string[] => problems.map(({ code }) => code)

describe('passwords', () => {
  test('are long enough, not the person, not one of the commonest; all faults at once', () => {
    expect(passwordProblems('correct horse', owner, 8)).toEqual([])
    expect(codes(passwordProblems('short', owner, 8))).toEqual(['people.passwordShort'])
    expect(codes(passwordProblems('correct horse', owner, 14))).toEqual(['people.passwordShort'])
    expect(codes(passwordProblems('WANG.XL', owner, 8))).toEqual(['people.passwordShort', 'people.passwordOwn'])
    expect(codes(passwordProblems('ＷＡＮＧ.ｘｌ', owner, 4))).toEqual(['people.passwordOwn'])
    expect(codes(passwordProblems('王秀兰', owner, 3))).toEqual(['people.passwordOwn'])
    expect(codes(passwordProblems('010127', owner, 4))).toEqual(['people.passwordOwn'])
    expect(codes(passwordProblems('Password1', owner, 8))).toEqual(['people.passwordCommon'])
    expect(codes(passwordProblems('zzzzzzzzzzzz', owner, 8))).toEqual(['people.passwordCommon'])
  })
})

describe('PIN', () => {
  test.each(['123456', '654321', '456789', '890123', '000000', '777777'])('%s is too plain', (pin) =>
    expect(codes(pinProblems(pin, owner))).toEqual(['people.pinPlain']),
  )
  test('is six digits, not the staff number', () => {
    expect(pinProblems('135790', owner)).toEqual([])
    expect(pinProblems('246810', owner)).toEqual([])
    expect(codes(pinProblems('12345', owner))).toEqual(['people.pinDigits'])
    expect(codes(pinProblems('010127', owner))).toEqual(['people.pinOwn'])
    expect(codes(pinProblems('000127', { staffNo: 'A-0127' }))).toEqual(['people.pinOwn'])
  })
})

describe('posts', () => {
  const held = (...posts: Role[]): Role[] => posts
  test('standard: who makes, who checks and who administers are different people', () => {
    expect(forbiddenAmong(held('operator', 'quality'), 'standard').map(({ why }) => why)).toEqual(['ownWork'])
    expect(forbiddenAmong(held('admin', 'quality', 'operator'), 'standard')).toHaveLength(3)
    expect(forbiddenAmong(held('quality', 'inspector', 'regulatory', 'keeper'), 'standard')).toEqual([])
    for (const role of roles) expect(forbiddenAmong([role], 'standard')).toEqual([])
  })
  test('small firm: posts may be joined, but a visitor only reads', () => {
    const all = roles.filter((role) => role !== 'visitor')
    expect(forbiddenAmong(all, 'small')).toEqual([])
    for (const role of all) expect(forbiddenAmong([role, 'visitor'], 'small').map(({ why }) => why)).toEqual(['outsider'])
  })
  test('each pair is named once', () => {
    const names = forbiddenPairs.map(({ posts }) => [...posts].sort().join())
    expect(new Set(names).size).toBe(names.length)
  })
})

test('permissions: default deny, and a visitor only reads', () => {
  for (const permission of Object.keys(permissions) as (keyof typeof permissions)[]) {
    expect(allows([], permission)).toBe(permission === 'open')
    if (allows(['visitor'], permission))
      expect(/\.read$|^open$|^session\.(any|own)$|^evidence\.export$/.test(permission), permission).toBe(true)
  }
  expect(roles.every((role) => allows([role], 'session.any') && allows([role], 'session.own'))).toBe(true)
})
