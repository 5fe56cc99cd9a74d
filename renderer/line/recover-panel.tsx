import { Input } from 'antd'
import { client } from '../client.ts'
import { Components } from '../components.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LineScale } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { showCode } from '../station/shown-code.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'

export interface RecoverValues {
  readonly login: string
  readonly code: string
  readonly password: string
  /** Where the keys of the screen type. */
  readonly field: 'login' | 'code' | 'password'
}

interface RecoverPanelProps {
  readonly values: RecoverValues
  readonly onChange: (values: RecoverValues) => void
  readonly leave: () => void
}

/** An administrator who forgot the password, or is locked out: login, recovery code, new password. */
export function RecoverPanel(props: RecoverPanelProps) {
  return (
    <Components>
      <LineScale>
        <Panel {...props} />
      </LineScale>
    </Components>
  )
}

function Panel({ values, onChange, leave }: RecoverPanelProps) {
  const { t } = useWords()
  const { login, code, password } = values
  const call = useCall(client.session.recover)
  const ready = login !== '' && code !== '' && password !== '' && !call.busy
  const enter = async (): Promise<void> => {
    if (!ready) return
    const done = await call.run({ login, code, password })
    if (done === undefined) return director.answer('refused')
    showCode(done.recoveryCode, true)
    leave()
  }
  useScan({ keys: { F2: () => void enter(), Escape: leave } })
  const input = (field: RecoverValues['field'], label: string, secret: boolean) => {
    const props = {
      id: `recover-${field}`,
      autoComplete: 'off',
      className: `${values.field === field ? 'typing' : ''}${field === 'code' ? ' mono' : ''}`,
      value: values[field],
      maxLength: field === 'code' ? 40 : 200,
      onFocus: () => onChange({ ...values, field }),
      onChange: ({ target }: { target: { value: string } }) => onChange({ ...values, [field]: target.value }),
    }
    return (
      <div>
        <label htmlFor={props.id}>{label}</label>
        {secret ? <Input.Password {...props} visibilityToggle={false} /> : <Input {...props} />}
      </div>
    )
  }
  return (
    <form
      className="col password-form"
      onSubmit={(event) => {
        event.preventDefault()
        void enter()
      }}
    >
      <div>
        <b className="sign-name">{t('recover.title')}</b>
        <p className="soft">{t('recover.note')}</p>
      </div>
      {input('login', t('field.login'), false)}
      {input('code', t('recover.code'), false)}
      {input('password', t('own.new'), true)}
      <ErrorList problems={call.problems} />
      <LineButton look="primary" keyName="F2" disabled={!ready} onPress={() => void enter()} id="recover">
        {call.busy ? t('act.busy') : t('recover.do')}
      </LineButton>
      <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
    </form>
  )
}
