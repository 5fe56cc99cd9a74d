import { useNow } from '../station/clock.ts'
import { useWords } from '../station/words.ts'
import { timeOf } from './format.ts'

export function Clock() {
  const { t } = useWords()
  const now = useNow()
  return (
    <div className="clock">
      {timeOf(now)}
      <span>{dayWords(t, now)}</span>
    </div>
  )
}

function dayWords(t: ReturnType<typeof useWords>['t'], at: number): string {
  const date = new Date(at)
  return t('clock.day', { month: date.getMonth() + 1, day: date.getDate(), weekday: t(`weekday.${date.getDay() as 0}`) })
}
