import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useRef, useState } from 'react'
import type { Role } from '../../shared/auth/permissions.ts'
import { LineButton } from '../design/line-button.tsx'
import { api } from '../station/api.ts'
import { useOverview } from '../station/overview.ts'
import { useWords } from '../station/words.ts'
import { TouchKeys } from './touch-keys.tsx'

export interface SignatureValues {
  readonly login1: string
  readonly password1: string
  readonly login2: string
  readonly password2: string
}
export const emptySignatures: SignatureValues = { login1: '', password1: '', login2: '', password2: '' }

export const signed = (values: SignatureValues): boolean => Object.values(values).every((value) => value !== '')
export const signersOf = ({ login1, password1, login2, password2 }: SignatureValues) => [
  { login: login1, password: password1 },
  { login: login2, password: password2 },
]

export interface SignaturesProps {
  readonly value: SignatureValues
  readonly onChange: (value: SignatureValues) => void
  readonly first: string
  readonly second: string
  readonly secondRoles: readonly Role[]
}

/** Two people enter their passwords: the one who asks (signed in) and another one who approves. */
export function Signatures({ value, onChange, first, second, secondRoles }: SignaturesProps) {
  const { t } = useWords()
  const { me } = useOverview()
  const people = useQuery(api.session.people.queryOptions())
  const approvers = (people.data ?? []).filter(({ id, roles }) => id !== me?.id && roles.some((role) => secondRoles.includes(role)))
  const [keys, setKeys] = useState<'password1' | 'password2' | null>(null)
  const chosen = useRef(value)
  chosen.current = value
  const set = (change: Partial<SignatureValues>): void => onChange({ ...chosen.current, login1: me?.login ?? '', ...change })
  return (
    <div className="signatures">
      <div className="two-fields">
        <div>
          <label htmlFor="password1">
            {first}：<b>{me?.name}</b>
          </label>
          <Input.Password
            size="small"
            id="password1"
            className={keys === 'password1' ? 'typing' : ''}
            placeholder={t('field.password')}
            autoComplete="off"
            value={value.password1}
            visibilityToggle={false}
            onChange={({ target }) => set({ password1: target.value })}
            onFocus={() => setKeys((shown) => (shown === null ? null : 'password1'))}
          />
        </div>
        <div>
          <label htmlFor="password2">{second}</label>
          <Input.Password
            size="small"
            id="password2"
            className={keys === 'password2' ? 'typing' : ''}
            placeholder={t('field.password')}
            autoComplete="off"
            value={value.password2}
            visibilityToggle={false}
            onChange={({ target }) => set({ password2: target.value })}
            onFocus={() => setKeys((shown) => (shown === null ? null : 'password2'))}
          />
        </div>
      </div>
      <fieldset className="row signers" aria-label={t('sign.who')}>
        <span className="soft">{t('sign.who')}</span>
        {approvers.map((person) => (
          <LineButton
            key={person.id}
            size="small"
            pressed={value.login2 === person.login}
            onPress={() => set({ login2: person.login })}
            id={`signer-${person.login}`}
          >
            {person.name}
          </LineButton>
        ))}
        <span className="grow" />
        <LineButton size="small" pressed={keys !== null} onPress={() => setKeys((shown) => (shown === null ? 'password1' : null))}>
          {t('keys.show')}
        </LineButton>
      </fieldset>
      {keys === null ? null : <TouchKeys value={value[keys]} onChange={(text) => set({ [keys]: text })} />}
    </div>
  )
}
