import type { Permission } from '../../../shared/auth/permissions.ts'
import type { CommandVerb } from '../../../shared/print-verify/commands.ts'
import { firstDoubt } from '../../../shared/print-verify/line.ts'
import type { Actor } from '../store/store.ts'
import type { LineRunner } from './runner.ts'

/** What command cards can do at the line; the service itself. */
export interface CommandTarget {
  start(by: Actor, jobId: number): Promise<void>
  pause(by: Actor, jobId: number): void
  shiftChange(by: Actor, jobId: number): void
  arm(by: Actor, jobId: number, verb: 'void' | 'sample', reason: string): void
  answerTrouble(by: Actor, jobId: number, answer: 'half' | 'notPrinted' | 'whole'): void
  answerDoubt(by: Actor, jobId: number, label: number, answer: 'notPrinted' | 'half' | 'notFound'): void
}

/** The permission a command card asks of whoever it acts for. */
export const permissionOf = (verb: CommandVerb | 'refused'): Permission =>
  verb === 'VOID' ? 'label.void' : verb === 'SAMPLE' ? 'label.sample' : 'line.run'

/** Does what a command card says, where the line stands so that it means something; false when nothing was to be done here. */
export function obey(target: CommandTarget, by: Actor, runner: LineRunner, verb: CommandVerb | 'refused'): boolean {
  const jobId = runner.scope.job.id
  const { line } = runner
  switch (verb) {
    case 'START':
    case 'CONT':
      if (line.phase === 'fault' || line.phase === 'stopped') runner.acknowledge(by)
      else void target.start(by, jobId).catch(() => undefined)
      return true
    case 'PAUSE':
      target.pause(by, jobId)
      return true
    case 'VOID':
      target.arm(by, jobId, 'void', 'other')
      return true
    case 'SAMPLE':
      target.arm(by, jobId, 'sample', '')
      return true
    case 'SHIFT':
      target.shiftChange(by, jobId)
      return true
    case 'HALF':
    case 'NONE':
    case 'WHOLE':
      if (line.trouble?.cleared !== true) return false
      target.answerTrouble(by, jobId, verb === 'HALF' ? 'half' : verb === 'NONE' ? 'notPrinted' : 'whole')
      return true
    case 'B':
    case 'C':
    case 'D': {
      const doubt = firstDoubt(line)
      if (doubt === null || line.phase !== 'doubt') return false
      target.answerDoubt(by, jobId, doubt.label, verb === 'B' ? 'notPrinted' : verb === 'C' ? 'half' : 'notFound')
      return true
    }
    default:
      return false
  }
}
