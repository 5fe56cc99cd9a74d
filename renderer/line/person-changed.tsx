import { useEffect, useState } from 'react'
import type { Overview } from '../../shared/contract/people.ts'
import { queryClient } from '../station/api.ts'
import { useOverview } from '../station/overview.ts'
import { homeOf, navFor } from '../station/roles.ts'
import { useWords } from '../station/words.ts'

/** Other posts are told for so long, ms. */
const toldMs = 10_000

/** Who acted last in this window; stays when the station was locked in between. */
let last: Overview['me'] = null

/** Everything that was asked, but for the streams, which begin anew by themselves. */
const forgetAnswers = (): Promise<void> =>
  queryClient.resetQueries({ predicate: ({ queryKey }) => !JSON.stringify(queryKey).includes('"live"') })

/**
 * Follows the person who acts: somebody else sees nothing of what was asked for the one before, and leaves an office screen that is not
 * theirs; new posts of the same person are said in words.
 */
export function PersonChanged() {
  const { t } = useWords()
  const { me, permissions } = useOverview()
  const [told, setTold] = useState<string | null>(null)
  const roles = me?.roles.join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another person or other posts
  useEffect(() => {
    const was = last
    last = me ?? was
    if (me === null || was === null || (was.id === me.id && was.roles.join(' ') === roles)) return
    if (was.id === me.id) setTold(t('switch.rolesChanged', { roles: me.roles.map((role) => t(`role.${role}`)).join(' · ') }))
    void forgetAnswers()
    if (!mayStay(location.hash.slice(1))) location.hash = `#${homeOf(me.roles)}`
  }, [me?.id, roles])
  useEffect(() => {
    if (told === null) return
    const timer = setTimeout(() => setTold(null), toldMs)
    return () => clearTimeout(timer)
  }, [told])
  if (told === null) return null
  return (
    <div className="roles-changed" role="status">
      {told}
    </div>
  )

  function mayStay(path: string): boolean {
    const line = path === '/' || path.startsWith('/line') || path.startsWith('/close') || path.startsWith('/shift')
    if (line) return permissions.includes('line.watch')
    return navFor(me?.roles ?? [], permissions).some((item) => path.startsWith(item.path))
  }
}
