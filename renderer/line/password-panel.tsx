import { Input } from 'antd'
import { client } from '../client.ts'
import { Components } from '../components.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LineScale } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'

export interface PasswordValues {
  readonly login: string
  readonly password: string
  /** Where the keys of the screen type. */
  readonly field: 'login' | 'password'
}

export interface PasswordPanelProps {
  readonly values: PasswordValues
  readonly onChange: (values: PasswordValues) => void
  readonly entered: () => Promise<void>
}

/** Login and password, by keyboard or by the keys on the screen beside it. */
export function PasswordPanel(props: PasswordPanelProps) {
  return (
    <Components>
      <LineScale>
        <Panel {...props} />
      </LineScale>
    </Components>
  )
}

function Panel({ values, onChange, entered }: PasswordPanelProps) {
  const { t } = useWords()
  const { login, password, field } = values
  const call = useCall(client.session.signIn)
  const ready = login !== '' && password !== '' && !call.busy
  const enter = async (): Promise<void> => {
    if (!ready) return
    const done = await call.run({ login, secret: password, method: 'password' })
    if (done !== undefined) return entered()
    onChange({ ...values, password: '' })
    director.answer('refused')
  }
  useScan({ keys: { F2: () => void enter() } })
  return (
    <form
      className="col password-form"
      onSubmit={(event) => {
        event.preventDefault()
        void enter()
      }}
    >
      <b className="sign-name">{t('signIn.passwordTitle')}</b>
      <div>
        <label htmlFor="login">{t('field.login')}</label>
        <Input
          id="login"
          autoComplete="off"
          className={field === 'login' ? 'typing' : ''}
          value={login}
          onFocus={() => onChange({ ...values, field: 'login' })}
          onChange={({ target }) => onChange({ ...values, login: target.value })}
        />
      </div>
      <div>
        <label htmlFor="password">{t('field.password')}</label>
        <Input.Password
          id="password"
          autoComplete="off"
          className={field === 'password' ? 'typing' : ''}
          visibilityToggle={false}
          value={password}
          onFocus={() => onChange({ ...values, field: 'password' })}
          onChange={({ target }) => onChange({ ...values, password: target.value })}
        />
      </div>
      <ErrorList problems={call.problems} />
      <LineButton look="primary" keyName="F2" disabled={!ready} onPress={() => void enter()} id="sign-in">
        {t('signIn.do')}
      </LineButton>
      <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
    </form>
  )
}
