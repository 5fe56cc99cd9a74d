import { Link } from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useIme } from '../scan/ime.ts'
import { useNow } from '../station/clock.ts'
import { useEngine } from '../station/engine.ts'
import { useOverview } from '../station/overview.ts'
import { type NavItem, navFor } from '../station/roles.ts'
import { useSignOut } from '../station/use-sign-out.ts'
import { useWords } from '../station/words.ts'
import { AwayNote } from './away-note.tsx'
import { dayOf, timeOf } from './format.ts'
import { Icon, Logo } from './icon.tsx'
import { officeTheme } from './theme.ts'
import { VerdictMark } from './verdict-mark.tsx'

/** Bar, navigation by role, and the page. */
export function OfficeFrame({ children, touch = false }: { readonly children: ReactNode; readonly touch?: boolean }) {
  const theme = useMemo(() => officeTheme(touch), [touch])
  return (
    <ConfigProvider theme={theme}>
      <div className={`office ${touch ? 'office-touch' : ''}`}>
        <Bar />
        <AwayNote />
        <Banners />
        <div className="office-wrap">
          <Nav />
          <main className="office-main">{children}</main>
        </div>
      </div>
    </ConfigProvider>
  )
}

function Bar() {
  const { t } = useWords()
  const { site, station, log, me } = useOverview()
  const away = useEngine() === 'away'
  const signOut = useSignOut()
  const now = useNow()
  return (
    <header className={`office-bar ${away ? 'away' : ''}`}>
      <span className="brand">
        <Logo size={22} />
        码站 <span className="dim">Signet</span>
      </span>
      <span className="dim">{[site, station].filter(Boolean).join(' · ')}</span>
      <span className="grow" />
      {away ? <b role="status">{t('away.title')}</b> : null}
      <span className={`chip ${log.ok ? '' : 'warn'}`}>
        <VerdictMark mark={log.ok ? 'pass' : 'device'} colour="currentColor" cut="var(--bar)" />
        {t(log.ok ? 'pill.logOk' : 'pill.logBad')}
      </span>
      {me === null ? null : (
        <button type="button" className="person" onClick={signOut}>
          <b>{me.name}</b>
          <span className="dim">{t(`role.${me.roles[0] ?? 'system'}`)}</span>
          <span className="dim">{t('act.signOut')}</span>
        </button>
      )}
      <span>{timeOf(now)}</span>
    </header>
  )
}

const fences = { restored: 'frame.restored', otherMachine: 'frame.otherMachine', fenceMissing: 'frame.fenceMissing' } as const

/** What stands over every office page until somebody mends it. */
function Banners() {
  const { t } = useWords()
  const { fence, clock, disk, me } = useOverview()
  const ime = useIme((state) => state.seen)
  const notes: string[] = []
  if (me?.roles.every((role) => role === 'visitor') === true) notes.push(t('frame.readOnly'))
  if (fence.why !== 'none' && fence.suspended > 0) notes.push(t(fences[fence.why]))
  if (clock.behindMs > 0) notes.push(t('frame.clockBack', { minutes: Math.max(1, Math.round(clock.behindMs / 60_000)) }))
  if (ime) notes.push(t('frame.ime'))
  if (disk.low) notes.push(t('frame.diskLow', { mb: disk.freeMb ?? 0 }))
  return notes.map((note) => (
    <div key={note} className="away-note office-note" role="status">
      {note}
    </div>
  ))
}

function Nav() {
  const { t } = useWords()
  const { me, permissions, mode, lastBackup, printer, scanner, toSign } = useOverview()
  const items = navFor(me?.roles ?? [], permissions)
  const broken = [printer, scanner].filter((device) => device !== null && !device.ok).length
  const group = (name: NavItem['group']) => items.filter((item) => item.group === name)
  const now = useNow()
  const backup =
    lastBackup === null
      ? t('frame.noBackup')
      : t('frame.backupAt', { when: dayOf(lastBackup) === dayOf(now) ? `${t('frame.today')} ${timeOf(lastBackup)}` : dayOf(lastBackup) })
  return (
    <nav className="office-nav" aria-label={t('nav.name')}>
      {group('work').map((item) => (
        <NavLink key={item.path} item={item} badge={item.word === 'toSign' ? toSign : 0} />
      ))}
      {group('station').length === 0 ? null : <h2>{t('nav.station')}</h2>}
      {group('station').map((item) => (
        <NavLink key={item.path} item={item} badge={item.word === 'devices' ? broken : 0} />
      ))}
      {group('proof').length === 0 ? null : <h2>{t('nav.proof')}</h2>}
      {group('proof').map((item) => (
        <NavLink key={item.path} item={item} />
      ))}
      <div className="foot">
        {t(mode === 'training' ? 'frame.training' : 'frame.records')}
        <br />
        {backup}
        <br />
        <Link to="/own">{t('own.change')}</Link>
      </div>
    </nav>
  )
}

function NavLink({ item, badge = 0 }: { readonly item: NavItem; readonly badge?: number }) {
  const { t } = useWords()
  return (
    <Link to={item.path} activeProps={{ className: 'active', 'aria-current': 'page' }}>
      <Icon name={item.icon} />
      {t(`nav.${item.word}`)}
      {badge === 0 ? null : <span className="badge">{badge}</span>}
    </Link>
  )
}
