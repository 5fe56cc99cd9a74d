import { ActionBar } from '../design/action-bar.tsx'
import { Logo } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { useLineSizes } from '../design/line-scale.ts'
import { Steps123 } from '../design/steps.tsx'
import { useScan } from '../scan/use-scan.ts'
import { hideCode, useShownCode } from '../station/shown-code.ts'
import { useWords } from '../station/words.ts'

/** The recovery code, once, large enough to be copied from where one stands. */
export function CodePage() {
  useLineSizes()
  const { t } = useWords()
  const { code, signIn } = useShownCode()
  useScan({ keys: { F2: hideCode } })
  return (
    <div className="line-page">
      <main className="first-run">
        <section className="col first-fields">
          <header className="row sign-head">
            <Logo size={48} />
            <div>
              <h1>{t('code.title')}</h1>
              <p className="softer">{t('code.note')}</p>
            </div>
          </header>
          <p className="code-shown mono" data-testid="recovery-code">
            {code}
          </p>
          {signIn ? <p className="code-next">{t('code.signIn')}</p> : null}
        </section>
        <aside className="first-aside">
          <Steps123 steps={[{ title: t('code.step1') }, { title: t('code.step2') }, { title: t('code.step3') }]} />
        </aside>
      </main>
      <ActionBar
        main={
          <LineButton look="primary" keyName="F2" onPress={hideCode} id="code-done">
            {t('code.done')}
          </LineButton>
        }
      />
    </div>
  )
}
