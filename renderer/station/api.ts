import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { LineState } from '../../shared/contract/line.ts'
import { client, onConnect } from '../client.ts'
import { cardRead } from '../scan/listen.ts'

/** Everything the page asks, by name: `useQuery(api.orders.list.queryOptions())`. */
export const api = createTanstackQueryUtils(client)

export const queryClient = new QueryClient({
  defaultOptions: {
    // The engine is in this machine: being offline has no meaning for it.
    queries: { networkMode: 'always', retry: false, refetchOnWindowFocus: false, staleTime: 1_000 },
    mutations: { networkMode: 'always', retry: false },
  },
})

/** A new engine knows nothing of what was asked before. */
onConnect(() => void queryClient.invalidateQueries())

/** A stream starts again by itself; never at once, so that a dead link is not asked in a loop. */
export const live = { retry: true, retryDelay: 400, staleTime: Number.POSITIVE_INFINITY, gcTime: 0 } as const

/** The line screen of one job, live. Command cards that a device reads meanwhile are answered by the screen on top. */
export function useLine(jobId: number | null): LineState | undefined {
  const { data } = useQuery({
    ...api.line.watch.experimental_liveOptions({ ...live, input: { jobId: jobId ?? 0 } }),
    enabled: jobId !== null,
  })
  const card = data?.card ?? null
  const seen = useRef<number | null>(null)
  const known = data !== undefined
  useEffect(() => {
    if (!known) return
    // The first state tells of cards that were read before this screen was there.
    if (seen.current !== null && card !== null && card.seq > seen.current) cardRead(card.verb)
    seen.current = card?.seq ?? 0
  }, [known, card])
  return data
}
