import type { LineState } from '../../shared/contract/line.ts'
import { amount, minutesOf } from '../design/format.ts'
import { useWords } from '../station/words.ts'
import { useCalm } from './use-calm.ts'

const calmMs = 250

/** Good labels as a number for three metres, and the figures for one. They move at most four times a second. */
export function Counts({ state }: { readonly state: LineState }) {
  const { t } = useWords()
  const { counts, total, perMinute, secondsLeft } = useCalm(state, calmMs)
  const long = counts.good >= 10_000
  const below = counts.good >= 1_000
  return (
    <section className="col run-counts" aria-live="off">
      <div>
        <h2>{t('run.goodCount')}</h2>
        <div className={`count ${long ? 'long' : ''} ${below ? 'stacked' : ''}`}>
          <b data-testid="good">{amount(counts.good)}</b>
          <span>{t('run.of', { n: total })}</span>
        </div>
        <div className="progress" aria-hidden="true">
          <i style={{ width: `${total === 0 ? 0 : Math.min(100, (counts.good * 100) / total)}%` }} />
        </div>
      </div>
      <div className="figures two">
        <Stat name={t('run.left')}>{amount(counts.left)}</Stat>
        <Stat name={t('run.voided')}>{amount(counts.voided)}</Stat>
        <Stat name={t('run.perMinute')}>
          {perMinute === null ? '–' : amount(perMinute)} <small>{t('run.unit')}</small>
        </Stat>
        <Stat name={t('run.timeLeft')}>{secondsLeft === null ? '–' : <TimeLeft seconds={secondsLeft} />}</Stat>
      </div>
    </section>
  )
}

function TimeLeft({ seconds }: { readonly seconds: number }) {
  const { t } = useWords()
  const { minutes, seconds: rest } = minutesOf(seconds)
  return (
    <>
      {minutes === 0 ? null : (
        <>
          {amount(minutes)}
          <small> {t('time.min')} </small>
        </>
      )}
      {minutes < 60 ? (
        <>
          {rest}
          <small> {t('time.s')}</small>
        </>
      ) : null}
    </>
  )
}

function Stat({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="stat">
      <i>{name}</i>
      <b>{children}</b>
    </div>
  )
}
