import { Input } from 'antd'
import { LineButton } from '../design/line-button.tsx'
import { useWords } from '../station/words.ts'
import type { Closing } from './close-page.tsx'
import { emptySignatures, Signatures, type SignatureValues } from './signatures.tsx'

export interface DeviationValues {
  readonly reason: string
  readonly signatures: SignatureValues
}
export const emptyDeviation: DeviationValues = { reason: '', signatures: emptySignatures }

/** Closes with missing labels: why, and two people. Beyond the product's limit there is nothing to sign. */
export function DeviationForm({
  closing,
  possible,
  value,
  onChange,
}: {
  readonly closing: Closing
  readonly possible: boolean
  readonly value: DeviationValues
  readonly onChange: (value: DeviationValues) => void
}) {
  const { t } = useWords()
  const over = closing.blocked.some(({ code }) => code === 'close.overLimit')
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('close.deviation')}</h2>
        <span className="small soft">{t(over ? 'close.limitOver' : 'close.limit', { n: closing.limit })}</span>
      </div>
      {possible ? (
        <>
          <div className="one-field">
            <label htmlFor="reason">{t('field.reason')}</label>
            <div className="row reason-line">
              <Input
                id="reason"
                size="small"
                maxLength={300}
                placeholder={t('close.reasonHint')}
                value={value.reason}
                onChange={({ target }) => onChange({ ...value, reason: target.value })}
              />
              <LineButton size="small" onPress={() => onChange({ ...value, reason: t('close.reasonUsual') })} id="usual-reason">
                {t('close.reasonShort')}
              </LineButton>
            </div>
          </div>
          <Signatures
            value={value.signatures}
            onChange={(signatures) => onChange({ ...value, signatures })}
            first={t('close.operator')}
            second={t('close.quality')}
            secondRoles={['quality']}
          />
          <span className="grow" />
          <p className="small soft last-note">{t('close.deviationNote')}</p>
        </>
      ) : null}
    </section>
  )
}
