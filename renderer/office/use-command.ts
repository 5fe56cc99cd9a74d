import { useQueryClient } from '@tanstack/react-query'
import { type Call, useCall } from '../station/use-call.ts'

/** A call that changes something; when it was done, everything that is shown is asked again. */
export function useCommand<Input extends { key: string }, Output>(procedure: (input: Input) => Promise<Output>): Call<Input, Output> {
  const call = useCall(procedure)
  const queries = useQueryClient()
  return {
    ...call,
    async run(input) {
      const answer = await call.run(input)
      if (answer !== undefined) void queries.invalidateQueries()
      return answer
    },
  }
}
