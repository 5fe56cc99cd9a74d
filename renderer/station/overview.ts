import { useQuery } from '@tanstack/react-query'
import type { Permission } from '../../shared/auth/permissions.ts'
import type { Overview } from '../../shared/contract/people.ts'
import { client } from '../client.ts'
import { api, live, queryClient } from './api.ts'

const options = api.session.watch.experimental_liveOptions({ ...live })

/** What the frame of every screen shows; undefined before the first answer. For the outermost frame. */
export const useFirstOverview = (): Overview | undefined => useQuery(options).data

/** What the frame of every screen shows. Inside the frame there always is one. */
export function useOverview(): Overview {
  const overview = useFirstOverview()
  if (overview === undefined) throw new Error('no overview yet: only the frame may be shown')
  return overview
}

/** Asks at once instead of waiting for the stream: after sign-in and sign-out. */
export async function refreshOverview(): Promise<void> {
  queryClient.setQueryData(options.queryKey, await client.session.overview())
}

/** Whether the person who is signed in may do it. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useOverview()
  return (permission) => permissions.includes(permission)
}
