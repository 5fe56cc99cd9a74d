import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useRef, useState } from 'react'
import { isWord } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { api } from '../../station/api.ts'
import { useMay, useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { Field } from '../parts/field.tsx'
import { sortProblems } from '../parts/problems.ts'
import { SignDialog, type Signing } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'
import { useSignaturesDue } from '../use-signatures-due.ts'

type Act = 'escrow' | 'protect' | 'restore'

/** The key that signs the log: where it is kept, the half an inspector compares with, and a copy for the day this computer dies. */
export function LogKey() {
  const { t } = useWords()
  const may = useMay()
  const { data } = useQuery(api.audit.key.queryOptions())
  const [act, setAct] = useState<Act | null>(null)
  if (data === undefined) return null
  const provider = `office.key.provider.${data.provider ?? 'none'}`
  return (
    <section className="panel" aria-label={t('office.key.title')}>
      <div className="panel-top">
        <h2>{t('office.key.title')}</h2>
      </div>
      <div className="section">
        {data.problem === null ? null : <ErrorList problems={[{ code: data.problem.code, params: data.problem.params }]} />}
        {data.problem?.code === 'log.keyLocked' && data.problem.params['provider'] === 'file' ? <Unlock /> : null}
        <dl className="pairs">
          <dt>{t('office.key.kept')}</dt>
          <dd>{isWord(provider) ? t(provider) : (data.provider ?? '–')}</dd>
          <dt>{t('office.key.vkey')}</dt>
          <dd className="mono" style={{ fontSize: 12, overflowWrap: 'anywhere' }}>
            {data.vkey ?? '–'}
          </dd>
        </dl>
        <p className="softer" style={{ marginTop: 8 }}>
          {t('office.key.vkeyHelp')}
        </p>
      </div>
      {may('backup.write') ? (
        <footer className="wraps">
          <Button onClick={() => setAct('escrow')} disabled={data.provider === null}>
            {t('office.key.escrow')}
          </Button>
          {data.provider === 'open' ? <Button onClick={() => setAct('protect')}>{t('office.key.protect')}</Button> : null}
          {may('restore.write') ? <Button onClick={() => setAct('restore')}>{t('office.key.restore')}</Button> : null}
        </footer>
      ) : null}
      {act === null ? null : <KeyAct key={act} act={act} onDone={() => setAct(null)} />}
    </section>
  )
}

function Unlock() {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const unlock = useCommand(client.audit.unlockKey)
  return (
    <Field label={t('office.key.passphrase')} problems={unlock.problems}>
      {(control) => (
        <div className="row" style={{ gap: 8 }}>
          <Input.Password
            {...control}
            className="grow"
            autoComplete="off"
            value={passphrase}
            visibilityToggle={false}
            onChange={(event) => setPassphrase(event.target.value)}
          />
          <Button type="primary" disabled={passphrase === '' || unlock.busy} onClick={() => void unlock.run({ passphrase })}>
            {t('office.key.unlock')}
          </Button>
        </div>
      )}
    </Field>
  )
}

/** One signed act on the key: its passphrase, for a restore its file, then the signature. */
function KeyAct({ act, onDone }: { readonly act: Act; readonly onDone: () => void }) {
  const { t } = useWords()
  const me = useOverview().me
  const dueOf = useSignaturesDue()
  const input = useRef<HTMLInputElement>(null)
  const [passphrase, setPassphrase] = useState('')
  const [file, setFile] = useState<{ name: string; bytes: Uint8Array } | null>(null)
  const escrow = useCommand(client.audit.escrowKey)
  const protect = useCommand(client.audit.protectKey)
  const restore = useCommand(client.audit.restoreKey)
  const { of, rest } = sortProblems([...escrow.problems, ...protect.problems, ...restore.problems], ['passphrase'])
  const run = async (signing: Signing): Promise<void> => {
    if (act === 'escrow') {
      const done = await escrow.run({ passphrase, signing })
      if (done === undefined) return
      download(done.name, done.bytes)
    } else if (act === 'protect') {
      if ((await protect.run({ passphrase, signing })) === undefined) return
    } else if (file === null || (await restore.run({ file, passphrase, signing })) === undefined) return
    onDone()
  }
  return (
    <SignDialog
      title={t(`office.key.${act}`)}
      posts={[t('role.admin'), t('office.sign.second')].slice(0, dueOf(act === 'restore' ? 'keyRestored' : 'keyEscrowed'))}
      firstLogin={me?.login ?? ''}
      action={t('office.sign.act')}
      busy={escrow.busy || protect.busy || restore.busy}
      problems={rest}
      ready={passphrase !== '' && (act !== 'restore' || file !== null)}
      onCancel={onDone}
      onSign={(signing) => void run(signing)}
    >
      <p>{t(`office.key.${act}Words`)}</p>
      {act === 'restore' ? (
        <div className="row" style={{ gap: 8, margin: '8px 0' }}>
          <Button onClick={() => input.current?.click()}>{t('office.file.choose')}</Button>
          <span className="mono">{file?.name ?? ''}</span>
          <input
            ref={input}
            type="file"
            accept=".json"
            hidden
            aria-label={t('office.key.restore')}
            onChange={({ target }) => {
              const given = target.files?.[0]
              if (given !== undefined) void given.arrayBuffer().then((bytes) => setFile({ name: given.name, bytes: new Uint8Array(bytes) }))
            }}
          />
        </div>
      ) : null}
      <Field label={t('office.key.passphrase')} problems={of('passphrase')}>
        {(control) => (
          <Input.Password
            {...control}
            autoComplete="off"
            value={passphrase}
            visibilityToggle={false}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        )}
      </Field>
    </SignDialog>
  )
}
