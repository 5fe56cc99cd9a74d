import type { InferContractRouterOutputs } from '@orpc/contract'
import { Button, Checkbox, Input, Select } from 'antd'
import { type FormEvent, type ReactNode, useState } from 'react'
import { type Role, roles } from '../../../shared/auth/permissions.ts'
import type { Contract } from '../../../shared/contract/index.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useWords } from '../../station/words.ts'
import { Field, FieldSet } from '../parts/field.tsx'
import { fault, sortProblems } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'

export type Person = InferContractRouterOutputs<Contract>['people']['list'][number]

interface Draft {
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly state: 'active' | 'disabled'
  readonly password: string
  readonly pin: string
}

const fields = ['login', 'name', 'staffNo', 'roles', 'state', 'password', 'pin'] as const
const leastPassword = 8

/** A person: new with login and password, or changed. An empty password or PIN stays as it is. */
export function PersonForm({
  person,
  onDone,
  unlock,
}: {
  readonly person: Person | null
  readonly onDone: (id: number | null) => void
  readonly unlock?: ReactNode
}) {
  const { t } = useWords()
  const [draft, setDraft] = useState<Draft>(() => ({
    login: person?.login ?? '',
    name: person?.name ?? '',
    staffNo: person?.staffNo ?? '',
    roles: person?.roles ?? ['operator'],
    state: person?.state === 'disabled' ? 'disabled' : 'active',
    password: '',
    pin: '',
  }))
  const [pressed, setPressed] = useState(false)
  const [saved, setSaved] = useState(false)
  const create = useCommand(client.people.create)
  const change = useCommand(client.people.change)
  const save = person === null ? create : change
  const own = faultsOf(draft, person === null)
  const { of, rest } = sortProblems([...(pressed ? own : []), ...save.problems], fields)
  const set = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part })
    setSaved(false)
    save.clear()
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0) return
    const pin = draft.pin === '' ? null : draft.pin
    const held = [...draft.roles]
    if (person === null) {
      const done = await create.run({
        login: draft.login.trim(),
        name: draft.name.trim(),
        staffNo: draft.staffNo.trim(),
        roles: held,
        password: draft.password,
        pin,
      })
      if (done !== undefined) onDone(done.id)
      return
    }
    const done = await change.run({
      id: person.id,
      name: draft.name.trim(),
      roles: held,
      state: draft.state,
      password: draft.password === '' ? null : draft.password,
      pin,
    })
    if (done === undefined) return
    setSaved(true)
    setPressed(false)
    setDraft({ ...draft, password: '', pin: '' })
    onDone(person.id)
  }
  return (
    <form className="panel" onSubmit={(event) => void submit(event)} noValidate aria-label={person?.name ?? t('office.people.add')}>
      <div className="detail-head">
        <span className="mono softer">{person?.staffNo ?? t('office.people.add')}</span>
        <h2>{draft.name === '' ? t('office.people.newName') : draft.name}</h2>
      </div>
      <div className="panel-body section">
        {unlock}
        {saved ? (
          <div className="note-box tight pass" role="status" style={{ marginBottom: 12 }}>
            <VerdictMark mark="pass" />
            <p>{t('office.saved')}</p>
          </div>
        ) : null}
        <ErrorList problems={rest} />
        <div className="form">
          <Text name="name" most={40} draft={draft} of={of} set={set} />
          <Text name="staffNo" most={20} draft={draft} of={of} set={set} fixed={person !== null} />
          <Text name="login" most={40} draft={draft} of={of} set={set} fixed={person !== null} />
          {person === null ? (
            <span />
          ) : (
            <Field label={t('office.people.state')} problems={of('state')}>
              {(control) => (
                <Select
                  {...control}
                  value={draft.state}
                  options={(['active', 'disabled'] as const).map((value) => ({ value, label: t(`office.people.state.${value}`) }))}
                  onChange={(state: Draft['state']) => set({ state })}
                />
              )}
            </Field>
          )}
          <FieldSet label={t('office.people.roles')} problems={of('roles')} full>
            <Checkbox.Group
              className="role-grid"
              value={[...draft.roles]}
              options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
              onChange={(held) => set({ roles: held as Role[] })}
            />
          </FieldSet>
          <Field
            label={t(person === null ? 'field.password' : 'office.people.newPassword')}
            problems={of('password')}
            help={t(person === null ? 'office.people.passwordNew' : 'office.people.passwordHelp', { min: leastPassword })}
          >
            {(control) => (
              <Input.Password
                {...control}
                visibilityToggle={false}
                autoComplete="new-password"
                maxLength={200}
                value={draft.password}
                onChange={(event) => set({ password: event.target.value })}
              />
            )}
          </Field>
          <Field
            label={t(person?.hasPin ? 'office.people.newPin' : 'field.pin')}
            problems={of('pin')}
            help={t(person === null ? 'office.people.pinNew' : 'office.people.pinHelp')}
          >
            {(control) => (
              <Input.Password
                {...control}
                visibilityToggle={false}
                autoComplete="new-password"
                inputMode="numeric"
                maxLength={6}
                value={draft.pin}
                onChange={(event) => set({ pin: event.target.value.replace(/\D/g, '') })}
              />
            )}
          </Field>
        </div>
      </div>
      <footer>
        <Button type="primary" htmlType="submit">
          {save.busy ? t('office.saving') : t(person === null ? 'office.people.act' : 'act.save')}
        </Button>
        {person === null ? <Button onClick={() => onDone(null)}>{t('act.cancel')}</Button> : null}
      </footer>
    </form>
  )
}

interface TextProps {
  readonly name: 'name' | 'staffNo' | 'login'
  readonly most: number
  readonly draft: Draft
  readonly of: (field: string) => readonly Problem[]
  readonly set: (part: Partial<Draft>) => void
  readonly fixed?: boolean
}

function Text({ name, most, draft, of, set, fixed = false }: TextProps) {
  const { t } = useWords()
  return (
    <Field label={t(`field.${name}`)} problems={of(name)}>
      {(control) => (
        <Input
          {...control}
          disabled={fixed}
          autoComplete="off"
          maxLength={most}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
}

function faultsOf(draft: Draft, fresh: boolean): Problem[] {
  const problems = (['name', 'staffNo', 'login'] as const)
    .filter((name) => draft[name].trim() === '')
    .map((name) => fault(name, 'field.due'))
  if (draft.roles.length === 0) problems.push(fault('roles', 'field.role'))
  if ((fresh || draft.password !== '') && draft.password.length < leastPassword)
    problems.push(fault('password', 'people.passwordShort', { min: leastPassword }))
  if (draft.pin !== '' && draft.pin.length !== 6) problems.push(fault('pin', 'field.pin'))
  return problems
}
