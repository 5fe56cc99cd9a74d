import { Checkbox, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import type { Problem } from '../../../shared/station-error.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { useWords } from '../../station/words.ts'
import { Field } from './field.tsx'

export interface Signing {
  reason: string
  signers: { login: string; password: string }[]
  /** Only the first signs now; the act waits for the second. */
  later?: boolean
}

interface SignDialogProps {
  readonly title: string
  /** What the signature means and what will happen, before anybody signs. */
  readonly children: ReactNode
  /** Words for each person who signs: their post, in the order the engine wants them. */
  readonly posts: readonly string[]
  /** Who sits here signs first, as a rule. */
  readonly firstLogin: string
  readonly action: string
  readonly busy: boolean
  readonly problems: readonly Problem[]
  /** False while something else in the dialog is still due. */
  readonly ready?: boolean
  /** The second person may sign later, from another place. */
  readonly mayWait?: boolean
  readonly onSign: (signing: Signing) => void
  readonly onCancel: () => void
}

interface Entry {
  readonly login: string
  readonly password: string
}

/** An electronic signature: reason, and each person's password once more. Refusals stand in the dialog. */
export function SignDialog({
  title,
  children,
  posts,
  firstLogin,
  action,
  busy,
  problems,
  ready = true,
  mayWait = false,
  onSign,
  onCancel,
}: SignDialogProps) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const [people, setPeople] = useState<readonly Entry[]>(() => posts.map((_, i) => ({ login: i === 0 ? firstLogin : '', password: '' })))
  const change = (at: number, part: Partial<Entry>): void => setPeople(people.map((entry, i) => (i === at ? { ...entry, ...part } : entry)))
  const [later, setLater] = useState(false)
  const now = later ? people.slice(0, 1) : people
  const complete = ready && reason.trim() !== '' && now.every(({ login, password }) => login.trim() !== '' && password !== '')
  return (
    <Modal
      open
      centered
      width={520}
      title={title}
      mask={{ closable: false }}
      onCancel={onCancel}
      okText={busy ? t('office.sign.busy') : later ? t('office.sign.send') : action}
      cancelText={t('act.cancel')}
      okButtonProps={{ disabled: !complete || busy }}
      onOk={() =>
        onSign({
          reason: reason.trim(),
          signers: now.map(({ login, password }) => ({ login: login.trim(), password })),
          ...(later ? { later } : {}),
        })
      }
    >
      <div className="form" style={{ padding: '8px 0' }}>
        <div className="full">{children}</div>
        <div className="full">
          <ErrorList problems={problems} />
        </div>
        <Field label={t('office.sign.reason')} full>
          {({ status, ...control }) => (
            <Input.TextArea
              {...control}
              status={status}
              className="area"
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        {posts.slice(0, now.length).map((post, i) => (
          <Person key={post} post={post} entry={people[i]!} onChange={(part) => change(i, part)} />
        ))}
        {mayWait && posts.length > 1 ? (
          <div className="full">
            <Checkbox checked={later} onChange={(event) => setLater(event.target.checked)}>
              {t('office.sign.later')}
            </Checkbox>
          </div>
        ) : null}
      </div>
    </Modal>
  )
}

function Person({
  post,
  entry,
  onChange,
}: {
  readonly post: string
  readonly entry: Entry
  readonly onChange: (part: Partial<Entry>) => void
}) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('office.sign.login', { post })}>
        {(control) => (
          <Input {...control} value={entry.login} autoComplete="off" onChange={(event) => onChange({ login: event.target.value })} />
        )}
      </Field>
      <Field label={t('office.sign.password')}>
        {(control) => (
          <Input.Password
            {...control}
            value={entry.password}
            autoComplete="off"
            visibilityToggle={false}
            onChange={(event) => onChange({ password: event.target.value })}
          />
        )}
      </Field>
    </>
  )
}
