import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient, useQuery } from '@tanstack/react-query'
import type { LineState } from '../../shared/contract/line.ts'
import { client, onConnect } from '../client.ts'

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

/** The line screen of one job, live. */
export const useLine = (jobId: number): LineState | undefined =>
  useQuery(api.line.watch.experimental_liveOptions({ ...live, input: { jobId } })).data
