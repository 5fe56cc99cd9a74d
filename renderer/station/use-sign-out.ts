import { client } from '../client.ts'
import { refreshOverview } from './overview.ts'
import { useCall } from './use-call.ts'

/** Leaves the station to the next person; a running job goes on. */
export function useSignOut(): () => void {
  const call = useCall(client.session.signOut)
  return () => void call.run({}).then(() => refreshOverview().catch(() => undefined))
}
