import { type ReactNode, useEffect } from 'react'
import { useFirstOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'

/** Band, frame and window title of training. The label carries its own bar, orders and serials their own names. */
export function TrainingFrame({ children }: { readonly children: ReactNode }) {
  const { t, language } = useWords()
  const training = useFirstOverview()?.mode === 'training'
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language
  useEffect(() => {
    document.title = training ? `${t('app.training')} · ${t('app.name')}` : t('app.name')
  }, [training, language])
  return (
    <>
      {training ? (
        <div className="train-band" role="note">
          <span>{t('training.mark')}</span>
          <span>{t('training.sentence')}</span>
          <span>{t('training.mark')}</span>
        </div>
      ) : null}
      {children}
      {training ? <div className="train-frame" aria-hidden="true" /> : null}
    </>
  )
}
