import { useNavigate } from '@tanstack/react-router'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { useCommand } from '../use-command.ts'

/** Opens the line screen of an order; its job is made on the first visit. */
export function useToLine(): { open(orderId: number): Promise<void>; readonly busy: boolean; readonly problems: readonly Problem[] } {
  const go = useNavigate()
  const { run, busy, problems } = useCommand(client.line.open)
  return {
    busy,
    problems,
    async open(orderId) {
      const opened = await run({ orderId })
      if (opened !== undefined) void go({ to: '/line/$jobId', params: { jobId: opened.jobId }, search: { orderId } })
    },
  }
}
