import { isWord } from '../../shared/i18n/index.ts'
import { useCalling } from '../line/calling.ts'
import { useIme } from '../scan/ime.ts'
import { useOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'
import { VerdictMark } from './verdict-mark.tsx'

export interface PillState {
  readonly ok: boolean
  readonly virtual?: boolean
  readonly code: string
}

export interface DevicePillsProps {
  readonly printer: PillState | null
  readonly scanner: PillState | null
  /** Colour of the bar behind: cut out of the marks. */
  readonly cut: string
}

/** Printer, scanner and log, each as mark and word; trouble says itself. */
export function DevicePills({ printer, scanner, cut }: DevicePillsProps) {
  const { t } = useWords()
  const { log, mode } = useOverview()
  const calling = useCalling((state) => state.who)
  const ime = useIme((state) => state.seen)
  const virtualPrinter = printer?.virtual === true ? 'pill.virtualPrinter' : 'pill.printer'
  const virtualScanner = scanner?.virtual === true ? 'pill.virtualScanner' : 'pill.scanner'
  return (
    <div className="pills">
      {calling === null ? null : (
        <span className="warn">
          <VerdictMark mark="device" colour="currentColor" cut="var(--warn)" />
          {t('pill.calling', { who: t(`call.${calling}`) })}
        </span>
      )}
      {ime ? (
        <span className="warn" role="status">
          <VerdictMark mark="device" colour="currentColor" cut="var(--warn)" />
          {t('pill.ime')}
        </span>
      ) : null}
      <Pill name={t(virtualPrinter)} state={printer ?? { ok: false, code: 'none' }} cut={cut} />
      <Pill name={t(virtualScanner)} state={scanner ?? { ok: true, code: 'wedge' }} cut={cut} />
      {mode === 'training' && log.ok ? null : <Pill name={t('pill.log')} state={log} cut={cut} />}
    </div>
  )
}

function Pill({ name, state, cut }: { readonly name: string; readonly state: PillState; readonly cut: string }) {
  const { t } = useWords()
  const key = `status.${state.code}`
  if (state.ok)
    return (
      <span className="ok">
        <VerdictMark mark="pass" colour="currentColor" cut={cut} />
        {name}
      </span>
    )
  return (
    <span className="warn">
      <VerdictMark mark="device" colour="currentColor" cut="var(--warn)" />
      {name} {isWord(key) ? t(key) : t('status.unknown')}
    </span>
  )
}
