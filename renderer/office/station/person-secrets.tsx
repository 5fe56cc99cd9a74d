import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { passwordProblems, pinProblems } from '../../../shared/auth/passwords.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { Field } from '../parts/field.tsx'
import { sortProblems } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'
import type { Person } from './person-form.tsx'

type Open = 'password' | 'pin' | null

/** How a person proves who they are: password, PIN, badge. An administrator sets them anew, never sees them. */
export function PersonSecrets({ person }: { readonly person: Person }) {
  const { t } = useWords()
  const { me } = useOverview()
  const [open, setOpen] = useState<Open>(null)
  const [note, setNote] = useState<string | null>(null)
  const issue = useCommand(client.people.issueBadge)
  const print = useCommand(client.people.printBadges)
  const own = me?.id === person.id
  const start = (which: Open): void => {
    setOpen(which)
    setNote(null)
  }
  const badge = async (): Promise<void> => {
    const done = await issue.run({ id: person.id })
    if (done !== undefined) setNote(t('office.people.badgeIssued', { n: done.nth }))
  }
  const printOne = async (): Promise<void> => {
    const sheet = await print.run({ ids: [person.id] })
    if (sheet !== undefined) download(sheet.name, sheet.bytes)
  }
  const done = (): void => {
    setOpen(null)
    setNote(t('office.people.resetDone'))
  }
  return (
    <div className="section">
      <h3>{t('office.people.signIn')}</h3>
      {note === null ? null : (
        <div className="note-box tight pass" role="status">
          <VerdictMark mark="pass" />
          <p>{note}</p>
        </div>
      )}
      <Row name={t('office.people.password')} value={t('office.people.passwordSince', { date: dayOf(person.passwordAt) })}>
        {own ? null : (
          <Button size="small" onClick={() => start(open === 'password' ? null : 'password')}>
            {t('office.people.resetPassword')}
          </Button>
        )}
      </Row>
      {open === 'password' ? <Reset key="password" which="password" person={person} onDone={done} onCancel={() => setOpen(null)} /> : null}
      <Row name={t('field.pin')} value={t(person.hasPin ? 'office.people.pinSet' : 'office.people.none')}>
        {own ? null : (
          <Button size="small" onClick={() => start(open === 'pin' ? null : 'pin')}>
            {t('office.people.resetPin')}
          </Button>
        )}
      </Row>
      {open === 'pin' ? <Reset key="pin" which="pin" person={person} onDone={done} onCancel={() => setOpen(null)} /> : null}
      <Row
        name={t('office.people.badge')}
        value={person.badge === 0 ? t('office.people.none') : t('office.people.badgeNth', { n: person.badge })}
      >
        <Button size="small" onClick={() => void badge()}>
          {t(person.badge === 0 ? 'office.people.issueBadge' : 'office.people.reissueBadge')}
        </Button>
        {person.badge === 0 ? null : (
          <Button size="small" icon={<Icon name="printer" />} onClick={() => void printOne()}>
            {t('office.people.printBadge')}
          </Button>
        )}
      </Row>
      <ErrorList problems={[...issue.problems, ...print.problems]} />
      <p className="softer small-note">{t(own ? 'office.people.own' : 'office.people.reissueHelp')}</p>
    </div>
  )
}

function Row({ name, value, children }: { readonly name: string; readonly value: string; readonly children: ReactNode }) {
  return (
    <div className="secret-row">
      <span className="softer">{name}</span>
      <b>{value}</b>
      <span className="grow" />
      {children}
    </div>
  )
}

interface ResetProps {
  readonly which: 'password' | 'pin'
  readonly person: Person
  readonly onDone: () => void
  readonly onCancel: () => void
}

/** A new secret for somebody else. */
function Reset({ which, person, onDone, onCancel }: ResetProps) {
  const { t } = useWords()
  const settings = useQuery(api.settings.get.queryOptions()).data
  const [value, setValue] = useState('')
  const [pressed, setPressed] = useState(false)
  const password = useCommand(client.people.resetPassword)
  const pin = useCommand(client.people.resetPin)
  const call = which === 'password' ? password : pin
  const own = which === 'password' ? passwordProblems(value, person, settings?.passwordLeast ?? 8) : pinProblems(value, person)
  const { of, rest } = sortProblems(pressed && own.length > 0 ? own : call.problems, [which])
  const send = async (next: string | null): Promise<void> => {
    setPressed(true)
    if (next !== null && own.length > 0) return
    const { id } = person
    const done = which === 'password' ? await password.run({ id, password: next ?? '' }) : await pin.run({ id, pin: next })
    if (done !== undefined) onDone()
  }
  return (
    <div className="reset-box">
      <ErrorList problems={rest} />
      <Field label={t(which === 'password' ? 'own.new' : 'own.newPin')} problems={of(which)} help={t('office.people.resetHelp')}>
        {(control) => (
          <Input.Password
            {...control}
            autoFocus
            visibilityToggle={false}
            autoComplete="new-password"
            inputMode={which === 'pin' ? 'numeric' : 'text'}
            maxLength={which === 'pin' ? 6 : 200}
            value={value}
            onPressEnter={(event) => {
              event.preventDefault()
              void send(value)
            }}
            onChange={({ target }) => {
              setValue(which === 'pin' ? target.value.replace(/\D/g, '') : target.value)
              call.clear()
            }}
          />
        )}
      </Field>
      <div className="row" style={{ gap: 8 }}>
        <Button onClick={() => void send(value)}>{call.busy ? t('office.saving') : t('office.people.reset')}</Button>
        {which === 'pin' && person.hasPin ? <Button onClick={() => void send(null)}>{t('office.people.removePin')}</Button> : null}
        <Button type="text" onClick={onCancel}>
          {t('act.cancel')}
        </Button>
      </div>
    </div>
  )
}
