import { Segmented } from 'antd'
import { type SignedActName, signaturesDue, signedActNames, signedActs } from '../../../shared/auth/signed-acts.ts'
import { useWords } from '../../station/words.ts'

type Configured = Partial<Record<SignedActName, number>>

/** How many people sign each act: never fewer than by design, more where the firm wants it. */
export function SignatureTable({
  value,
  readOnly,
  onChange,
}: {
  readonly value: Configured
  readonly readOnly: boolean
  readonly onChange: (value: Configured) => void
}) {
  const { t } = useWords()
  return (
    <table className="signature-table full">
      <thead>
        <tr>
          <th scope="col">{t('office.settings.signedAct')}</th>
          <th scope="col">{t('office.settings.signers')}</th>
        </tr>
      </thead>
      <tbody>
        {signedActNames.map((act) => (
          <tr key={act}>
            <th scope="row">{t(`office.meaning.${act}`)}</th>
            <td>
              <Segmented
                aria-label={t(`office.meaning.${act}`)}
                disabled={readOnly || signedActs[act].least === 2}
                value={signaturesDue(act, value)}
                options={[0, 1, 2].map((n) => ({
                  value: n,
                  label: t(`office.settings.signers.${n}` as 'office.settings.signers.0'),
                  disabled: n < signedActs[act].least,
                }))}
                onChange={(n) => onChange({ ...value, [act]: Number(n) })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
