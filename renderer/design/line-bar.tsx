import { useEngine } from '../station/engine.ts'
import { useOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'
import { Clock } from './clock.tsx'
import { DevicePills, type PillState } from './device-pills.tsx'
import { Icon, type IconName } from './icon.tsx'

export interface LineBarProps {
  readonly title: string
  readonly note: string
  readonly icon: IconName
  readonly iconName: string
  readonly onIcon: () => void
  /** Of the job, fresher than those of the overview. */
  readonly printer?: PillState | null
  readonly scanner?: PillState | null
  readonly cut?: string
}

/** What, where, with which devices, who, when. */
export function LineBar({ title, note, icon, iconName, onIcon, printer, scanner, cut = 'var(--bar)' }: LineBarProps) {
  const { t } = useWords()
  const overview = useOverview()
  const away = useEngine() === 'away'
  return (
    <header className="line-bar">
      <button type="button" className="home" aria-label={iconName} onClick={onIcon}>
        <Icon name={icon} />
      </button>
      <div className="title">
        <h1>{away ? t('away.title') : title}</h1>
        <p>{note}</p>
      </div>
      <span className="grow" />
      <DevicePills
        printer={printer === undefined ? overview.printer : printer}
        scanner={scanner === undefined ? overview.scanner : scanner}
        cut={away ? 'var(--warn)' : cut}
      />
      <Who />
      <Clock />
    </header>
  )
}

/** Who acts now. */
function Who() {
  const { t } = useWords()
  const { me } = useOverview()
  if (me === null) return null
  return (
    <div className="who">
      <span className="initial" aria-hidden="true">
        {[...me.name][0]}
      </span>
      <span>
        {me.name}
        <span className="post">
          {t(`role.${me.roles[0] ?? 'system'}`)} {me.staffNo}
        </span>
      </span>
    </div>
  )
}
