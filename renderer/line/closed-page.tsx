import { ActionBar } from '../design/action-bar.tsx'
import { LineBar } from '../design/line-bar.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { VerdictField } from '../design/verdict-field.tsx'
import { useWords } from '../station/words.ts'
import { CloseBalance } from './close-balance.tsx'
import type { Closed, Closing } from './close-page.tsx'

/** The order is closed: what was recorded. */
export function ClosedPage({ closing, closed, back }: { readonly closing: Closing; readonly closed: Closed; readonly back: () => void }) {
  const { t } = useWords()
  const { order } = closing
  const { reconciliation: paper, serials, deviation } = closed
  return (
    <LinePage
      bar={
        <LineBar
          title={t('close.title', { order: order.no })}
          note={`${order.productName} · ${order.spec}`}
          icon="back"
          iconName={t('act.back')}
          onIcon={back}
        />
      }
      actions={
        <ActionBar
          main={
            <LineButton look="primary" keyName="F2" onPress={back} id="closed-home">
              {t('close.home')}
            </LineButton>
          }
        />
      }
    >
      <div role="status">
        <VerdictField
          mark="pass"
          word={t('close.done')}
          plain
          note={t('close.doneNote', { order: order.no, out: paper.out ?? 0, good: paper.good })}
        />
      </div>
      {deviation === null ? null : <p className="lead">{t('close.doneDeviation', { no: deviation })}</p>}
      <CloseBalance closing={{ ...closing, reconciliation: paper, serials }} />
      {serials === null ? null : <p className="lead">{t('close.serials', { ...serials })}</p>}
    </LinePage>
  )
}
