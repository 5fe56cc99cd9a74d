import type { InferClientOutputs } from '@orpc/client'
import { useEffect, useRef, useState } from 'react'
import { client } from '../client.ts'
import { ErrorList } from '../design/error-list.tsx'
import { PinDots, PinPad } from '../design/pin-pad.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { useOverview } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'

/** A person as the sign-in screen and a badge name them. */
export type ShownPerson = Omit<InferClientOutputs<typeof client>['session']['people'][number], 'state'>

const pinLength = 6

interface PinPanelProps {
  readonly person: ShownPerson | null
  readonly entered: () => Promise<void>
  readonly other: () => void
  readonly title?: string
  readonly note?: string
  /** What the key left of zero says. */
  readonly otherName?: string
}

/** A person's six digits: by the keys on the screen, or by those of a keyboard wherever the focus is. */
export function PinPanel({ person, entered, other, title, note, otherName }: PinPanelProps) {
  const { t } = useWords()
  const { trainingPin } = useOverview()
  const [pin, setPin] = useState('')
  const [held, setHeld] = useState(0)
  const typed = useRef('')
  const call = useCall(client.session.signIn)
  const type = (digit: string): void => {
    if (person === null || call.busy || typed.current.length >= pinLength) return
    typed.current += digit
    setPin(typed.current)
    if (typed.current.length === pinLength) void enter(typed.current)
  }
  const erase = (): void => {
    typed.current = typed.current.slice(0, -1)
    setPin(typed.current)
  }
  const enter = async (secret: string): Promise<void> => {
    if (person === null) return
    const done = await call.run({ login: person.login, secret, method: 'pin' })
    typed.current = ''
    setPin('')
    if (done !== undefined) await entered()
    else director.answer('refused')
  }
  useEffect(() => director.close(), [])
  useScan({ digit: (key) => (key === 'Backspace' ? erase() : type(key)), held: setHeld })
  const shown = person === null || call.busy ? pin.length : Math.min(pinLength, pin.length + held)
  const who =
    person === null ? t('signIn.whoNote') : t('signIn.person', { role: t(`role.${person.roles[0] ?? 'visitor'}`), staffNo: person.staffNo })
  return (
    <>
      <div>
        <b className="sign-name">{title ?? person?.name ?? t('signIn.who')}</b>
        <p className="soft">{note ?? who}</p>
      </div>
      <PinDots length={shown} of={pinLength} name={t('signIn.pinDots', { n: shown })} />
      <ErrorList problems={call.problems} />
      <PinPad
        onDigit={type}
        onErase={erase}
        eraseName={t('signIn.erase')}
        other={{ name: otherName ?? t('act.switchPerson'), press: other }}
        disabled={person === null}
      />
      <p className="softer sign-note">{trainingPin === null ? t('signIn.lockNote') : t('signIn.trainingPin', { pin: trainingPin })}</p>
    </>
  )
}
