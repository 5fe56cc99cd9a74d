import { Button, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { useCommand } from '../use-command.ts'

/** The recovery code: a new one, shown once, for the administrator who re-enters the password. */
export function RecoveryPanel({ made, onClose }: { readonly made: boolean; readonly onClose: () => void }) {
  const { t } = useWords()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const make = useCommand(client.people.makeRecovery)
  const press = async (): Promise<void> => {
    if (password === '') return
    const done = await make.run({ password })
    setPassword('')
    if (done !== undefined) setCode(done.recoveryCode)
  }
  return (
    <section className="panel" aria-label={t('office.people.recovery')}>
      <div className="detail-head">
        <h2>{t(code === null ? 'office.people.recovery' : 'code.title')}</h2>
      </div>
      <div className="panel-body section">
        {code === null ? (
          <>
            <div className={`note-box tight ${made ? '' : 'warn'}`} style={{ marginBottom: 16 }}>
              <p>{t(made ? 'office.people.recoveryHave' : 'office.people.recoveryNone')}</p>
            </div>
            <ErrorList problems={make.problems} />
            <Field label={t('office.people.recoveryPassword')}>
              {(control) => (
                <Input.Password
                  {...control}
                  visibilityToggle={false}
                  autoComplete="off"
                  maxLength={200}
                  value={password}
                  onPressEnter={() => void press()}
                  onChange={({ target }) => {
                    setPassword(target.value)
                    make.clear()
                  }}
                />
              )}
            </Field>
          </>
        ) : (
          <>
            <p className="recovery-code mono" data-testid="recovery-code">
              {code}
            </p>
            <p>{t('code.note')}</p>
            <ol className="recovery-steps">
              <li>{t('code.step1')}</li>
              <li>{t('code.step2')}</li>
              <li>{t('code.step3')}</li>
            </ol>
          </>
        )}
      </div>
      <footer>
        {code === null ? (
          <>
            <Button type="primary" disabled={password === ''} onClick={() => void press()}>
              {make.busy ? t('office.saving') : t('office.people.recoveryMake')}
            </Button>
            <Button onClick={onClose}>{t('act.cancel')}</Button>
          </>
        ) : (
          <Button type="primary" onClick={onClose}>
            {t('code.done')}
          </Button>
        )}
      </footer>
    </section>
  )
}
