import { VerdictMark } from '../design/verdict-mark.tsx'
import { useOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'

/** Why the station asks again who acts, and that a running job goes on. */
export function LockNote() {
  const { t } = useWords()
  const { ended, idleSeconds, runningJob } = useOverview()
  if (ended === null || !isTold(ended.why)) return null
  const { why, person } = ended
  const idle = idleSeconds % 60 === 0 ? t('lock.idle', { minutes: idleSeconds / 60 }) : t('lock.idleSeconds', { seconds: idleSeconds })
  return (
    <div className={`row lock-note ${why === 'idle' ? '' : 'fail'}`} role="status" data-testid="locked">
      <VerdictMark mark={why === 'idle' ? 'waiting' : 'fail'} />
      <div>
        <b>{why === 'idle' ? idle : t(`lock.${why}`, { name: person.name })}</b>
        {runningJob === null ? null : <p>{t('lock.job', { order: runningJob.order })}</p>}
      </div>
    </div>
  )
}

const told = ['idle', 'locked', 'disabled', 'expired'] as const
const isTold = (why: string): why is (typeof told)[number] => told.some((one) => one === why)
