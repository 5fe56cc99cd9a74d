import type { InferContractRouterOutputs } from '@orpc/contract'
import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { type FormEvent, type ReactNode, useState } from 'react'
import { passwordProblems, pinProblems } from '../../../shared/auth/passwords.ts'
import { type Role, roles } from '../../../shared/auth/permissions.ts'
import { forbiddenAmong } from '../../../shared/auth/posts.ts'
import type { Contract } from '../../../shared/contract/index.ts'
import { isDate } from '../../../shared/dates.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useWords } from '../../station/words.ts'
import { DateInput, tidy } from '../parts/date-input.tsx'
import { Field, FieldSet } from '../parts/field.tsx'
import { fault, sortProblems } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'
import type { Settings } from './settings-page.tsx'

export type Person = InferContractRouterOutputs<Contract>['people']['list']['people'][number]

interface Draft {
  readonly login: string
  readonly name: string
  readonly staffNo: string
  readonly roles: readonly Role[]
  readonly state: 'active' | 'disabled'
  readonly validUntil: string
  readonly password: string
  readonly pin: string
}

const fields = ['login', 'name', 'staffNo', 'roles', 'state', 'validUntil', 'password', 'pin'] as const

/** A person: new with login, password and PIN, or changed. What else there is about one comes as children. */
export function PersonForm({
  person,
  onDone,
  unlock,
  children,
}: {
  readonly person: Person | null
  readonly onDone: (id: number | null) => void
  readonly unlock?: ReactNode
  readonly children?: ReactNode
}) {
  const { t } = useWords()
  const settings = useQuery(api.settings.get.queryOptions()).data
  const [draft, setDraft] = useState<Draft>(() => ({
    login: person?.login ?? '',
    name: person?.name ?? '',
    staffNo: person?.staffNo ?? '',
    roles: person?.roles ?? ['operator'],
    state: person?.state === 'disabled' ? 'disabled' : 'active',
    validUntil: person?.validUntil ?? '',
    password: '',
    pin: '',
  }))
  const [pressed, setPressed] = useState(false)
  const [saved, setSaved] = useState(false)
  const create = useCommand(client.people.create)
  const change = useCommand(client.people.change)
  const save = person === null ? create : change
  const own = faultsOf(draft, person === null, settings)
  const { of, rest } = sortProblems([...(pressed ? own : postFaults(draft, settings)), ...save.problems], fields)
  const set = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part })
    setSaved(false)
    save.clear()
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0) return
    const validUntil = draft.validUntil === '' ? null : tidy(draft.validUntil)
    const account = { name: draft.name.trim(), roles: [...draft.roles], validUntil }
    if (person === null) {
      const { login, staffNo, password, pin } = draft
      const done = await create.run({ ...account, login: login.trim(), staffNo: staffNo.trim(), password, pin: pin === '' ? null : pin })
      if (done !== undefined) onDone(done.id)
      return
    }
    if ((await change.run({ ...account, id: person.id, state: draft.state })) === undefined) return
    setSaved(true)
    setPressed(false)
    onDone(person.id)
  }
  return (
    <form className="panel" onSubmit={(event) => void submit(event)} noValidate aria-label={person?.name ?? t('office.people.add')}>
      <div className="detail-head">
        <span className={person === null ? 'softer' : 'mono softer'}>
          {person === null ? t('office.people.add') : `${person.staffNo} · ${person.login}`}
        </span>
        <h2>{draft.name === '' ? t('office.people.newName') : draft.name}</h2>
      </div>
      <div className="panel-body">
        <div className="section">
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
            {person === null ? (
              <>
                <Text name="staffNo" most={20} draft={draft} of={of} set={set} />
                <Text name="login" most={40} draft={draft} of={of} set={set} />
              </>
            ) : null}
            <Field label={t('office.people.validUntil')} problems={of('validUntil')} help={t('office.people.validHelp')}>
              {(control) => <DateInput {...control} value={draft.validUntil} onChange={(validUntil) => set({ validUntil })} />}
            </Field>
            <FieldSet
              label={t('office.people.roles')}
              problems={of('roles')}
              {...(settings === undefined ? {} : { help: t('office.people.postsHelp', { preset: t(`posts.${settings.posts}`) }) })}
              full
            >
              <Checkbox.Group
                className="role-grid"
                value={[...draft.roles]}
                options={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
                onChange={(held) => set({ roles: held as Role[] })}
              />
            </FieldSet>
            {person === null ? (
              <>
                <Secret name="password" label={t('field.password')} draft={draft} of={of} set={set} most={200} settings={settings} />
                <Secret name="pin" label={t('field.pin')} draft={draft} of={of} set={set} most={6} settings={settings} />
              </>
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
          </div>
        </div>
        {children}
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
}

function Text({ name, most, draft, of, set }: TextProps) {
  const { t } = useWords()
  return (
    <Field label={t(`field.${name}`)} problems={of(name)}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          maxLength={most}
          value={draft[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  )
}

interface SecretProps extends Omit<TextProps, 'name'> {
  readonly name: 'password' | 'pin'
  readonly label: string
  readonly settings: Settings | undefined
}

function Secret({ name, label, most, draft, of, set, settings }: SecretProps) {
  const { t } = useWords()
  return (
    <Field
      label={label}
      problems={of(name)}
      help={name === 'pin' ? t('office.people.pinNew') : t('office.people.passwordNew', { min: settings?.passwordLeast ?? 8 })}
    >
      {(control) => (
        <Input.Password
          {...control}
          visibilityToggle={false}
          autoComplete="new-password"
          inputMode={name === 'pin' ? 'numeric' : 'text'}
          maxLength={most}
          value={draft[name]}
          onChange={({ target }) => set({ [name]: name === 'pin' ? target.value.replace(/\D/g, '') : target.value })}
        />
      )}
    </Field>
  )
}

/** Posts that do not go together are said while they are ticked. */
const postFaults = (draft: Draft, settings: Settings | undefined): Problem[] =>
  settings === undefined
    ? []
    : forbiddenAmong(draft.roles, settings.posts).map(({ posts: [first, second], why }) =>
        fault('roles', `people.${why}`, { first, second }),
      )

/** What the station would refuse, found before it is asked. */
function faultsOf(draft: Draft, fresh: boolean, settings: Settings | undefined): Problem[] {
  const problems = (['name', 'staffNo', 'login'] as const)
    .filter((name) => draft[name].trim() === '')
    .map((name) => fault(name, 'field.due'))
  if (draft.roles.length === 0) problems.push(fault('roles', 'field.role'))
  problems.push(...postFaults(draft, settings))
  if (draft.validUntil !== '' && !isDate(tidy(draft.validUntil))) problems.push(fault('validUntil', 'import.date'))
  if (!fresh) return problems
  problems.push(...passwordProblems(draft.password, draft, settings?.passwordLeast ?? 8))
  if (draft.pin !== '') problems.push(...pinProblems(draft.pin, draft))
  return problems
}
