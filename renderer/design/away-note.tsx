import { useLostScan } from '../scan/lost-scan.ts'
import { useWords } from '../station/words.ts'

/** A scan that was not recorded is said until the next one. */
export function AwayNote() {
  const { t } = useWords()
  const { lost } = useLostScan()
  if (!lost) return null
  return (
    <div className="away-note" role="alert">
      <b>{t('away.scan')}</b> {t('away.todo')}
    </div>
  )
}
