import { type ReactNode, useRef } from 'react'
import type { SignedActName } from '../../../shared/auth/signed-acts.ts'
import { useOverview } from '../../station/overview.ts'
import type { Call } from '../../station/use-call.ts'
import { useWords } from '../../station/words.ts'
import { useCommand } from '../use-command.ts'
import { SignDialog } from './sign-dialog.tsx'

export interface SignedCall<Input extends { key: string }, Output> extends Call<Input, Output> {
  /** The signature dialog while the station asks for one; put it anywhere in the page. */
  readonly dialog: ReactNode
}

/**
 * A call that some stations want signed: tried without, and when the engine says that signatures are due, the dialog asks for them and
 * the same input goes again. `onDone` hears of both ways.
 */
export function useSigned<Input extends { key: string }, Output>(
  act: SignedActName,
  procedure: (input: Input) => Promise<Output>,
  onDone: (answer: Output) => void,
): SignedCall<Input, Output> {
  const { t } = useWords()
  const me = useOverview().me
  const call = useCommand(procedure)
  const held = useRef<Omit<Input, 'key'> | null>(null)
  const due = call.problems.find(({ code }) => code === 'sign.due')
  const wanted = useRef(0)
  if (due !== undefined) wanted.current = Number(due.params['due'])
  const signing = held.current !== null && wanted.current > 0
  const run = async (input: Omit<Input, 'key'>): Promise<Output | undefined> => {
    held.current = input
    const answer = await call.run(input)
    if (answer !== undefined) {
      held.current = null
      wanted.current = 0
      onDone(answer)
    }
    return answer
  }
  const cancel = (): void => {
    held.current = null
    wanted.current = 0
    call.clear()
  }
  const posts = [t('office.sign.first'), t('office.sign.second')].slice(0, wanted.current)
  return {
    ...call,
    problems: signing ? [] : call.problems,
    run,
    dialog: signing ? (
      <SignDialog
        title={t(`office.meaning.${act}`)}
        posts={posts}
        firstLogin={me?.login ?? ''}
        action={t('office.sign.act')}
        busy={call.busy}
        problems={call.problems.filter(({ code }) => code !== 'sign.due')}
        mayWait
        onCancel={cancel}
        onSign={(given) => void (held.current === null ? undefined : run({ ...held.current, signing: given } as Omit<Input, 'key'>))}
      >
        <p>{t('office.sign.dueWords', { n: wanted.current })}</p>
      </SignDialog>
    ) : null,
  }
}
