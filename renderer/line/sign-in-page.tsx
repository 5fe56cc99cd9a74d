import type { InferClientOutputs } from '@orpc/client'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { client } from '../client.ts'
import { AwayNote } from '../design/away-note.tsx'
import { Clock } from '../design/clock.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { Icon, Logo } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { useLineSizes } from '../design/line-scale.ts'
import { PinDots, PinPad } from '../design/pin-pad.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director, useNoSound } from '../sound/player.ts'
import { api } from '../station/api.ts'
import { useEngine } from '../station/engine.ts'
import { useOverview } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { chooseLanguage, useWords } from '../station/words.ts'
import { moveFocus } from './arrow-keys.ts'
import type { PasswordValues } from './password-panel.tsx'
import { TouchKeys } from './touch-keys.tsx'

export type Person = InferClientOutputs<typeof client>['session']['people'][number]

const pinLength = 6

const PasswordPanel = lazy(async () => ({ default: (await import('./password-panel.tsx')).PasswordPanel }))

/** Who acts: badge or tile, then the PIN. `entered` leads on. Needs nothing of router and component library: it is the first screen. */
export function SignInPage({ entered }: { readonly entered: () => Promise<void> }) {
  useLineSizes()
  const { t, language } = useWords()
  const overview = useOverview()
  const away = useEngine() === 'away'
  const people = useQuery(api.session.people.queryOptions())
  const [chosen, setChosen] = useState<Person | null>(null)
  const [typed, setTyped] = useState<PasswordValues | null>(null)
  const byPassword = typed !== null
  const [unknownBadge, setUnknownBadge] = useState(false)
  const list = people.data ?? []
  const choose = (person: Person): void => {
    setChosen(person)
    setUnknownBadge(false)
    setTyped(person.hasPin ? null : { login: person.login, password: '', field: 'password' })
  }
  useScan({
    scan: ({ text }) => {
      const badge = list.find(({ staffNo, login }) => [staffNo, login].includes(text.trim()))
      if (badge !== undefined) choose(badge)
      else {
        setUnknownBadge(true)
        director.answer('refused')
      }
    },
    keys: { Escape: () => setChosen(null) },
  })
  const noSound = useNoSound()
  const devicesReady = overview.printer?.ok !== false && overview.scanner?.ok !== false
  return (
    <>
      <AwayNote />
      <main className="sign-in">
        <section className="col sign-left">
          <header className="row sign-head">
            <Logo size={48} />
            <div>
              <h1>{away ? t('away.title') : t('app.name')}</h1>
              <p className="softer">{[overview.firm, overview.site, overview.station].filter(Boolean).join(' · ')}</p>
            </div>
            <span className="grow" />
            <Clock />
          </header>
          <div className={`row badge-line ${unknownBadge ? 'wrong' : ''}`}>
            <Icon name="badge" />
            <div>
              <h2>{unknownBadge ? t('signIn.badgeUnknown') : t('signIn.hint')}</h2>
              <p>{overview.scanner?.ok === false ? t('signIn.hintNoScanner') : t('signIn.hintNote')}</p>
            </div>
          </div>
          {typed === null ? (
            <fieldset className="people" onKeyDown={moveFocus(4)} aria-label={t('signIn.who')}>
              {list.map((person) => (
                <PersonTile key={person.id} person={person} on={chosen?.id === person.id} choose={() => choose(person)} />
              ))}
            </fieldset>
          ) : (
            <TouchKeys value={typed[typed.field]} onChange={(text) => setTyped({ ...typed, [typed.field]: text })} />
          )}
          <span className="grow" />
          <footer className="row sign-foot">
            <span className="row">
              <VerdictMark mark={overview.log.ok ? 'pass' : 'device'} />
              {t(overview.log.ok ? 'pill.logOk' : 'pill.logBad')}
            </span>
            <span className="row">
              <VerdictMark mark={devicesReady ? 'pass' : 'device'} />
              {t(devicesReady ? 'signIn.devices' : 'signIn.devicesNot')}
            </span>
            {noSound ? <span>{t('pill.noSound')}</span> : null}
            <span className="grow" />
            <LineButton
              size="small"
              onPress={() =>
                setTyped(byPassword ? null : { login: chosen?.login ?? '', password: '', field: chosen === null ? 'login' : 'password' })
              }
              id="by-password"
            >
              {t(byPassword ? 'signIn.byPin' : 'signIn.byPassword')}
            </LineButton>
            <LineButton size="small" onPress={() => chooseLanguage(language === 'en' ? 'zh-CN' : 'en')} id="language">
              {t('language.other')}
            </LineButton>
          </footer>
        </section>
        <section className="col sign-right">
          {byPassword ? (
            <Suspense>
              <PasswordPanel values={typed} onChange={setTyped} entered={entered} />
            </Suspense>
          ) : (
            <PinPanel key={chosen?.id} person={chosen} entered={entered} other={() => setChosen(null)} />
          )}
        </section>
      </main>
    </>
  )
}

function PersonTile({ person, on, choose }: { readonly person: Person; readonly on: boolean; readonly choose: () => void }) {
  const { t } = useWords()
  const role = t(`role.${person.roles[0] ?? 'visitor'}`)
  return (
    <button type="button" className="person-tile" aria-pressed={on} onClick={choose} data-testid={`person-${person.login}`}>
      <i aria-hidden="true">{[...person.name][0]}</i>
      <b>{person.name}</b>
      <span>{person.state === 'locked' ? `${role} · ${t('signIn.locked')}` : role}</span>
    </button>
  )
}

function PinPanel({
  person,
  entered,
  other,
}: {
  readonly person: Person | null
  readonly entered: () => Promise<void>
  readonly other: () => void
}) {
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
  return (
    <>
      <div>
        <b className="sign-name">{person?.name ?? t('signIn.who')}</b>
        <p className="soft">
          {person === null
            ? t('signIn.whoNote')
            : t('signIn.person', { role: t(`role.${person.roles[0] ?? 'visitor'}`), staffNo: person.staffNo })}
        </p>
      </div>
      <PinDots length={shown} of={pinLength} name={t('signIn.pinDots', { n: shown })} />
      <ErrorList problems={call.problems} />
      <PinPad
        onDigit={type}
        onErase={erase}
        eraseName={t('signIn.erase')}
        other={{ name: t('act.switchPerson'), press: other }}
        disabled={person === null}
      />
      <p className="softer sign-note">{trainingPin === null ? t('signIn.lockNote') : t('signIn.trainingPin', { pin: trainingPin })}</p>
    </>
  )
}
