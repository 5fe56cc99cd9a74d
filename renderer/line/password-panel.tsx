import { Input } from 'antd'
import { useState } from 'react'
import { client } from '../client.ts'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { useOverview } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { TouchKeys } from './touch-keys.tsx'

/** Login and password, by keyboard or by the keys on the screen. */
export function PasswordPanel({ login: given, entered }: { readonly login: string; readonly entered: () => Promise<void> }) {
  const { t } = useWords()
  const { me } = useOverview()
  const [login, setLogin] = useState(given)
  const [password, setPassword] = useState('')
  const [field, setField] = useState<'login' | 'password'>(given === '' ? 'login' : 'password')
  const call = useCall(client.session.signIn)
  const ready = login !== '' && password !== '' && !call.busy
  const enter = async (): Promise<void> => {
    if (!ready) return
    const done = await call.run({ login, secret: password, method: 'password' })
    if (done !== undefined) return entered()
    setPassword('')
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
          value={login}
          autoFocus={given === '' && me === null}
          onFocus={() => setField('login')}
          onChange={({ target }) => setLogin(target.value)}
        />
      </div>
      <div>
        <label htmlFor="password">{t('field.password')}</label>
        <Input.Password
          id="password"
          autoComplete="off"
          visibilityToggle={false}
          value={password}
          autoFocus={given !== ''}
          onFocus={() => setField('password')}
          onChange={({ target }) => setPassword(target.value)}
        />
      </div>
      <ErrorList problems={call.problems} />
      <LineButton look="primary" keyName="F2" disabled={!ready} onPress={() => void enter()} id="sign-in">
        {t('signIn.do')}
      </LineButton>
      <span className="grow" />
      <TouchKeys value={field === 'login' ? login : password} onChange={field === 'login' ? setLogin : setPassword} />
      <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
    </form>
  )
}
