import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useState } from 'react'
import { AwayNote } from '../design/away-note.tsx'
import { Clock } from '../design/clock.tsx'
import { Icon, Logo } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { useLineSizes } from '../design/line-scale.ts'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director, useNoSound } from '../sound/player.ts'
import { api } from '../station/api.ts'
import { useEngine } from '../station/engine.ts'
import { useOverview } from '../station/overview.ts'
import { chooseLanguage, useWords } from '../station/words.ts'
import { moveFocus } from './arrow-keys.ts'
import { LockNote } from './lock-note.tsx'
import type { PasswordValues } from './password-panel.tsx'
import { PinPanel, type ShownPerson } from './pin-panel.tsx'
import type { RecoverValues } from './recover-panel.tsx'
import { TouchKeys } from './touch-keys.tsx'

type Person = ShownPerson & { readonly state?: string }

const PasswordPanel = lazy(async () => ({ default: (await import('./password-panel.tsx')).PasswordPanel }))
const RecoverPanel = lazy(async () => ({ default: (await import('./recover-panel.tsx')).RecoverPanel }))

/** Who acts: badge or tile, then the PIN. `entered` leads on. Needs nothing of router and component library: it is the first screen. */
export function SignInPage({ entered }: { readonly entered: () => Promise<void> }) {
  useLineSizes()
  const { t, problem, language } = useWords()
  const overview = useOverview()
  const away = useEngine() === 'away'
  const people = useQuery(api.session.people.queryOptions())
  const [chosen, setChosen] = useState<Person | null>(null)
  const [typed, setTyped] = useState<PasswordValues | null>(null)
  const [recover, setRecover] = useState<RecoverValues | null>(null)
  const byPassword = typed !== null
  const [wrong, setWrong] = useState<string | null>(null)
  const list = people.data ?? []
  const choose = (person: Person): void => {
    setChosen(person)
    setWrong(null)
    setRecover(null)
    setTyped(person.hasPin ? null : { login: person.login, password: '', field: 'password' })
  }
  const { badge, ended } = overview
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each badge that is shown
  useEffect(() => {
    if (badge === null) return
    if (badge.person !== null) return choose(badge.person)
    setWrong(badge.problem === null ? null : problem(badge.problem))
    director.answer('refused')
  }, [badge?.seq])
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever was there when the screen was locked stands in front, once
  useEffect(() => {
    if (badge === null && ended?.why === 'idle') choose(ended.person)
  }, [ended?.person.id, ended?.why])
  useScan({
    scan: () => {
      setWrong(t('lock.scan'))
      director.answer('refused')
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
          <LockNote />
          <div className={`row badge-line ${wrong === null ? '' : 'wrong'}`}>
            <Icon name="badge" />
            <div>
              <h2>{wrong ?? t('signIn.hint')}</h2>
              <p>{overview.scanner?.ok === false ? t('signIn.hintNoScanner') : t('signIn.hintNote')}</p>
            </div>
          </div>
          {recover !== null ? (
            <TouchKeys value={recover[recover.field]} onChange={(text) => setRecover({ ...recover, [recover.field]: text })} />
          ) : typed === null ? (
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
            {byPassword || recover !== null ? (
              <LineButton
                size="small"
                onPress={() => setRecover(recover === null ? { login: chosen?.login ?? '', code: '', password: '', field: 'login' } : null)}
                id="forgot"
              >
                {t(recover === null ? 'signIn.forgot' : 'act.back')}
              </LineButton>
            ) : null}
            <LineButton
              size="small"
              onPress={() => {
                setRecover(null)
                setTyped(byPassword ? null : { login: chosen?.login ?? '', password: '', field: chosen === null ? 'login' : 'password' })
              }}
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
          {recover !== null ? (
            <Suspense>
              <RecoverPanel values={recover} onChange={setRecover} leave={() => setRecover(null)} />
            </Suspense>
          ) : byPassword ? (
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
