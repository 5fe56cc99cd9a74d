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

const faults = ['smudge', 'skip', 'repeat', 'wrong-label', 'paper-out', 'stall', 'mute', 'power-cycle'] as const

/** Training only: the virtual line misbehaves, so that a person meets each screen before it matters. */
export function TrainingFaults({ state, close }: ScreenProps & { readonly close: () => void }) {
  const { t } = useWords()
  const call = useCall(client.line.trainingFault)
  useScan({ keys: { Escape: close } })
  const make = async (fault: (typeof faults)[number]): Promise<void> => {
    if ((await call.run({ fault })) !== undefined) close()
  }
  return (
    <LinePage
      bar={<JobBar state={state} back={close} />}
      actions={
        <ActionBar
          main={
            <LineButton look="primary" icon="back" keyName="Esc" onPress={close}>
              {t('act.back')}
            </LineButton>
          }
        />
      }
    >
      <section className="card grow">
        <h2>{t('tf.title')}</h2>
        <p className="lead">{t('tf.note')}</p>
        <div className="tiles-large">
          {faults.map((fault) => (
            <LineButton key={fault} onPress={() => void make(fault)} disabled={call.busy} id={`fault-${fault}`}>
              {t(`tf.${fault}`)}
            </LineButton>
          ))}
        </div>
        <ErrorList problems={call.problems} />
      </section>
    </LinePage>
  )
}
