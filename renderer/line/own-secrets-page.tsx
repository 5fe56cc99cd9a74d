import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { passwordProblems, pinProblems } from '../../shared/auth/passwords.ts'
import type { Problem } from '../../shared/station-error.ts'
import { client } from '../client.ts'
import { Components } from '../components.tsx'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { Logo } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LineScale } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { refreshOverview, useOverview } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useSignOut } from '../station/use-sign-out.ts'
import { useWords } from '../station/words.ts'
import { TouchKeys } from './touch-keys.tsx'

const fields = ['old', 'password', 'pin'] as const
type Field = (typeof fields)[number]

/** One's own password and PIN: when they must be changed before anything else, or when somebody wants to. */
export function OwnSecretsPage({ done }: { readonly done?: () => void }) {
  return (
    <Components>
      <LineScale>
        <OwnSecrets {...(done === undefined ? {} : { done })} />
      </LineScale>
    </Components>
  )
}

function OwnSecrets({ done }: { readonly done?: () => void }) {
  const { t } = useWords()
  const { me, mustChange } = useOverview()
  const signOut = useSignOut()
  const settings = useQuery({ ...api.settings.get.queryOptions(), enabled: done !== undefined }).data
  const [values, setValues] = useState<Readonly<Record<Field, string>>>({ old: '', password: '', pin: '' })
  const [field, setField] = useState<Field>('old')
  const [own, setOwn] = useState<readonly Problem[]>([])
  const call = useCall(client.session.changeOwn)
  const due = done === undefined
  const least = settings?.passwordLeast ?? 8
  const set = (name: Field, value: string): void => {
    setValues({ ...values, [name]: name === 'pin' ? value.replaceAll(/\D/g, '').slice(0, 6) : value })
    setOwn([])
    call.clear()
  }
  const save = async (): Promise<void> => {
    if (me === null) return
    const { old, password, pin } = values
    const wanted = { password: password !== '' || mustChange.includes('password'), pin: pin !== '' || mustChange.includes('pin') }
    const problems: Problem[] = [
      ...(old === '' ? [{ code: 'input.too_small', params: { field: t('own.old') }, field: 'old' }] : []),
      ...(wanted.password || !wanted.pin ? passwordProblems(password, me, least) : []),
      ...(wanted.pin ? pinProblems(pin, me) : []),
    ]
    setOwn(problems)
    if (problems.length > 0) return
    const answer = await call.run({ old, password: password === '' ? null : password, pin: pin === '' ? null : pin })
    if (answer === undefined) return
    await refreshOverview().catch(() => undefined)
    done?.()
  }
  useScan({ keys: { F2: () => void save(), ...(done === undefined ? {} : { Escape: done }) } })
  const problems = own.length > 0 ? own : call.problems
  const label = { old: t('own.old'), password: t('own.new'), pin: t('own.newPin') }
  const shown = fields.filter((name) => name !== 'pin' || !due || mustChange.includes('pin'))
  return (
    <div className="line-page">
      <main className="sign-in own-secrets">
        <section className="col sign-left">
          <header className="row sign-head">
            <Logo size={48} />
            <div>
              <h1>{t(due ? 'own.title' : 'own.change')}</h1>
              <p className="softer">{due ? t('own.why') : t('own.rules', { min: least })}</p>
            </div>
          </header>
          <span className="grow" />
          <TouchKeys value={values[field]} onChange={(value) => set(field, value)} />
        </section>
        <section className="col sign-right">
          <form
            className="col password-form"
            onSubmit={(event) => {
              event.preventDefault()
              void save()
            }}
          >
            <b className="sign-name">{me?.name}</b>
            {shown.map((name) => (
              <div key={name}>
                <label htmlFor={name}>{label[name]}</label>
                <Input.Password
                  id={name}
                  autoComplete="off"
                  visibilityToggle={false}
                  className={field === name ? 'typing' : ''}
                  inputMode={name === 'pin' ? 'numeric' : 'text'}
                  maxLength={name === 'pin' ? 6 : 200}
                  status={problems.some((problem) => problem.field === name) ? 'error' : ''}
                  value={values[name]}
                  onFocus={() => setField(name)}
                  onChange={({ target }) => set(name, target.value)}
                />
              </div>
            ))}
            {due && mustChange.includes('pin') ? <p className="softer">{t('own.whyPin')}</p> : null}
            <ErrorList problems={problems} />
            <button type="submit" className="unseen" tabIndex={-1} aria-hidden="true" />
          </form>
        </section>
      </main>
      <ActionBar
        main={
          <LineButton look="primary" keyName="F2" disabled={call.busy} onPress={() => void save()} id="own-do">
            {call.busy ? t('act.busy') : t('own.do')}
          </LineButton>
        }
      >
        {done === undefined ? (
          <LineButton onPress={signOut} id="own-leave">
            {t('act.switchPerson')}
          </LineButton>
        ) : (
          <LineButton onPress={done} id="own-back">
            {t('act.back')}
          </LineButton>
        )}
      </ActionBar>
    </div>
  )
}
