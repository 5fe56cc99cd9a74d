import { useQuery } from '@tanstack/react-query'
import { type SignedActName, signedActs } from '../../shared/auth/signed-acts.ts'
import { api } from '../station/api.ts'

/** How many people sign an act at this station; what design asks for until the engine has answered. */
export function useSignaturesDue(): (act: SignedActName) => number {
  const acts = useQuery(api.signing.acts.queryOptions()).data
  return (act) => acts?.find((one) => one.act === act)?.due ?? signedActs[act].usual
}
