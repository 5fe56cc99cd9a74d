import type { LineState } from '../../shared/contract/line.ts'
import { LineBar } from '../design/line-bar.tsx'
import { useWords } from '../station/words.ts'

export interface JobBarProps {
  readonly state: LineState
  readonly back: () => void
  readonly cut?: string
  readonly printerCode?: string
}

/** The bar of a job's screens: product, order, lot. Back while nothing runs, else the list of orders. */
export function JobBar({ state, back, cut }: JobBarProps) {
  const { t } = useWords()
  const { job } = state
  const trace = t(`trace.${job.trace}`)
  const verify = t(job.verifyOnly ? 'verify.only' : `verify.${job.verify}`)
  const idle = state.phase === 'idle'
  return (
    <LineBar
      title={`${job.product} · ${job.spec}`}
      note={
        idle ? t('line.subtitle', { order: job.order, trace, verify }) : t('line.subtitleLot', { order: job.order, lot: job.lot, trace })
      }
      icon={idle ? 'back' : 'orders'}
      iconName={t(idle ? 'act.back' : 'line.otherOrder')}
      onIcon={back}
      printer={state.printer}
      scanner={state.scanner}
      {...(cut === undefined ? {} : { cut })}
    />
  )
}
