import { useEffect, useState } from 'react'
import { client } from '../client.ts'
import { LineButton } from '../design/line-button.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { onBadge } from '../scan/listen.ts'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { refreshOverview, useOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'
import { PinPanel, type ShownPerson } from './pin-panel.tsx'

/** Hands every badge that a keyboard wedge reads to the engine, which says with the overview whose it is. */
export function useBadges(): void {
  useEffect(
    () =>
      onBadge((scan) => {
        void client.session
          .badge({ key: crypto.randomUUID(), scan })
          .catch(() => director.answer('refused'))
          .then(() => refreshOverview().catch(() => undefined))
      }),
    [],
  )
}

/** A refusal is read within this time, ms. */
const readMs = 6_000

/** On any screen: the badge of another person opens the PIN pad beside it. The screen and its job go on; it takes the scans. */
export function BadgeSwitch() {
  const { badge, me } = useOverview()
  // What was shown before this screen was there is not asked about.
  const [done, setDone] = useState(badge?.seq ?? 0)
  const open = badge !== null && badge.seq > done && badge.person?.id !== me?.id ? badge : null
  const close = (): void => setDone(badge?.seq ?? 0)
  const refused = open?.problem !== null && open?.problem !== undefined
  useEffect(() => {
    if (!refused) return
    director.answer('refused')
    const timer = setTimeout(close, readMs)
    return () => clearTimeout(timer)
  })
  // The sign-in screen asks for the PIN itself.
  if (open === null || location.hash === '#/sign-in') return null
  return open.person === null ? (
    <Refused problem={open.problem ?? { code: 'badge.unknown', params: {} }} close={close} />
  ) : (
    <Pad key={open.person.id} person={open.person} close={close} />
  )
}

function Refused({
  problem,
  close,
}: {
  readonly problem: Parameters<ReturnType<typeof useWords>['problem']>[0]
  readonly close: () => void
}) {
  const { t, problem: say } = useWords()
  useScan({ keys: { Escape: close } })
  return (
    <aside className="badge-refused" role="alert">
      <VerdictMark mark="fail" />
      <b>{say(problem)}</b>
      <LineButton size="small" onPress={close} id="badge-close">
        {t('act.close')}
      </LineButton>
    </aside>
  )
}

function Pad({ person, close }: { readonly person: ShownPerson; readonly close: () => void }) {
  const { t } = useWords()
  useEffect(() => {
    // Digits of the PIN go to no field.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  }, [])
  useScan({ keys: { Escape: close } })
  const title = t('switch.title', { name: person.name })
  return (
    <aside className="badge-switch" role="dialog" aria-label={title} data-testid="badge-switch">
      {person.hasPin ? (
        <PinPanel person={person} entered={entered} other={close} title={title} note={t('switch.note')} otherName={t('act.cancel')} />
      ) : (
        <>
          <b className="sign-name">{title}</b>
          <p>{t('switch.noPin', { name: person.name })}</p>
          <LineButton onPress={byPassword} id="switch-password">
            {t('switch.password')}
          </LineButton>
          <LineButton onPress={close} id="badge-close">
            {t('act.cancel')}
          </LineButton>
        </>
      )}
    </aside>
  )

  async function entered(): Promise<void> {
    await refreshOverview().catch(() => undefined)
    close()
  }

  function byPassword(): void {
    close()
    location.hash = '#/sign-in'
  }
}
