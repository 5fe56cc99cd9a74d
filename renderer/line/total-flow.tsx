import { useState } from 'react'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { NumberEntry } from './number-entry.tsx'

/** How many labels this order is for. */
export function TotalFlow({ state, close }: ScreenProps & { readonly close: () => void }) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const call = useCall(client.line.setTotal)
  const total = Number(typed)
  const change = async (): Promise<void> => {
    if (total > 0 && (await call.run({ jobId: state.job.id, total })) !== undefined) close()
  }
  useScan({ keys: { F2: () => void change(), Escape: close } })
  return (
    <LinePage
      bar={<JobBar state={state} back={close} />}
      actions={
        <ActionBar
          main={
            <LineButton look="primary" keyName="F2" onPress={() => void change()} disabled={total === 0 || call.busy}>
              {t('total.do', { n: total })}
            </LineButton>
          }
        >
          <LineButton icon="back" keyName="Esc" onPress={close}>
            {t('act.cancel')}
          </LineButton>
        </ActionBar>
      }
    >
      <div className="split">
        <section className="card">
          <h2>{t('total.title')}</h2>
          <p className="lead">{t('total.now', { n: state.total, drawn: Math.max(0, state.next - 1) })}</p>
          <ErrorList problems={call.problems} />
        </section>
        <section className="card">
          <NumberEntry value={typed} onChange={setTyped} name={t('total.title')} />
        </section>
      </div>
    </LinePage>
  )
}
