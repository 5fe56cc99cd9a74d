import './validation.css'
import type { InferContractRouterOutputs } from '@orpc/contract'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import type { Contract } from '../../../shared/contract/index.ts'
import { validationWords } from '../../../shared/i18n/validation-words.ts'
import { type Checked, tally } from '../../../shared/validation.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf, secondOf } from '../../design/format.ts'
import { StatusTag, type Tone } from '../../design/status-tag.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useMay, useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { Scroll } from '../parts/scroll.tsx'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'
import { useSignaturesDue } from '../use-signatures-due.ts'

type State = InferContractRouterOutputs<Contract>['validation']['state']

interface Run {
  readonly of: number
  readonly checks: readonly Checked[]
  /** Set when every check is done: what is signed. */
  readonly run: string | null
}

const tones: Readonly<Record<Checked['result'], Tone>> = { ok: 'pass', bad: 'fail', skipped: 'plain' }

/** Whether this installation is as it was validated; runs the checks, shows them as they are done, and signs the report. */
export function Validation() {
  const { t } = useWords()
  const may = useMay()
  const state = useQuery(api.validation.state.queryOptions())
  const [run, setRun] = useState<Run | null>(null)
  const [signing, setSigning] = useState(false)
  const [signed, setSigned] = useState<{ readonly name: string; readonly seq: number } | null>(null)
  const running = useRunning(setRun)
  const start = (): void => {
    setSigned(null)
    void running.run({})
  }
  const open = run !== null && run.run !== null && signed === null
  return (
    <section className={run === null ? 'panel validation' : 'panel validation showing'} aria-label={t('validation.title')}>
      <div className="panel-top">
        <h2>{t('validation.title')}</h2>
        <span className="grow" />
        {state.data === undefined ? null : <Standing state={state.data} />}
      </div>
      <Scroll>
        {running.problems.length === 0 && signed === null && run !== null ? null : (
          <div className="section">
            <ErrorList problems={running.problems} />
            {signed === null ? null : (
              <div className="note-box tight pass" role="status">
                <VerdictMark mark="pass" />
                <p>{t('validation.signed', { ...signed })}</p>
              </div>
            )}
            {run === null && state.data !== undefined ? <Since state={state.data} /> : null}
            {run === null ? <p className="softer">{t('validation.means')}</p> : null}
          </div>
        )}
        {run === null ? null : <Results run={run} />}
      </Scroll>
      <footer>
        {may('settings.write') ? (
          <>
            <Button onClick={start} disabled={running.busy}>
              {running.busy
                ? t('validation.running', { n: run?.checks.length ?? 0, of: run?.of ?? 0 })
                : t(run === null ? 'validation.act' : 'validation.again')}
            </Button>
            {running.busy ? <Button onClick={running.stop}>{t('validation.stop')}</Button> : null}
            <span className="grow" />
            {run === null || running.busy ? null : <Button onClick={() => setRun(null)}>{t('validation.close')}</Button>}
            {open ? <Button onClick={() => setSigning(true)}>{t('validation.sign')}</Button> : null}
          </>
        ) : (
          t('validation.readOnly')
        )}
      </footer>
      {signing && run !== null && run.run !== null ? (
        <Sign
          run={run.run}
          checks={run.checks}
          onClose={() => setSigning(false)}
          onSigned={(done) => {
            setSigning(false)
            setSigned(done)
          }}
        />
      ) : null}
    </section>
  )
}

/** The checks as they come; leaving the page or pressing stop ends them. */
function useRunning(show: (run: Run | null) => void) {
  const stopping = useRef<AbortController | null>(null)
  useEffect(() => () => stopping.current?.abort(), [])
  const call = useCommand(async (_input: { key: string }) => {
    const stop = new AbortController()
    stopping.current = stop
    show({ of: 0, checks: [], run: null })
    try {
      for await (const step of await client.validation.run(undefined, { signal: stop.signal })) show(step)
      return true
    } catch (error) {
      show(null)
      if (stop.signal.aborted) return true
      throw error
    }
  })
  return { ...call, stop: (): void => stopping.current?.abort() }
}

function Standing({ state: { last, repeat } }: { readonly state: State }) {
  const { t } = useWords()
  if (last === null) return <StatusTag tone="warn">{t('validation.never')}</StatusTag>
  if (repeat.length > 0) return <StatusTag tone="warn">{t('validation.repeat')}</StatusTag>
  const good = last.bad === 0
  return <StatusTag tone={good ? 'pass' : 'fail'}>{t(good ? 'validation.result.ok' : 'validation.result.bad')}</StatusTag>
}

/** What is to be repeated, what changed for it, and the last validation: what is to be done comes first. */
function Since({ state: { last, changes, repeat } }: { readonly state: State }) {
  const { t } = useWords()
  if (last === null) return null
  const { component } = validationWords(t)
  const when = `${dayOf(last.at)} ${secondOf(last.at)}`
  return (
    <dl className="pairs">
      {repeat.length === 0 ? null : (
        <>
          <dt>{t('validation.repeat')}</dt>
          <dd>{t('validation.repeat.n', { n: repeat.length, ids: repeat.join(t('office.comma')) })}</dd>
        </>
      )}
      <dt>{t('validation.changed')}</dt>
      <dd>
        {changes.length === 0 ? t('validation.changed.none') : null}
        {changes.map((change) => (
          <p key={change.component}>
            <b>{component(change)}</b> <span className="mono">{`${change.was ?? '–'} → ${change.is}`}</span>
          </p>
        ))}
      </dd>
      <dt>{t('validation.last')}</dt>
      <dd>
        {t('validation.lastBy', { when, name: last.name, version: last.version })}
        <br />
        {t('validation.counts', { ok: last.ok, bad: last.bad, skipped: last.skipped })}
      </dd>
    </dl>
  )
}

function Results({ run: { checks } }: { readonly run: Run }) {
  const { t } = useWords()
  const say = validationWords(t)
  const bad = checks.filter(({ result }) => result === 'bad').map(({ id }) => id)
  return (
    <div className="section" aria-live="off">
      <h3>{t('validation.results')}</h3>
      <p>{t('validation.counts', { ...tally(checks) })}</p>
      {bad.length === 0 ? null : <p>{t('validation.badOnes', { ids: bad.join(t('office.comma')) })}</p>}
      <ul className="check-list">
        {checks.map((check) => (
          <li key={check.id}>
            <span className="mono softer">{check.id}</span>
            <span className="grow">
              <b>{say.requirement(check)}</b>
              <span className="softer">{say.detail(check)}</span>
            </span>
            <StatusTag tone={tones[check.result]}>{say.result(check)}</StatusTag>
          </li>
        ))}
      </ul>
    </div>
  )
}

interface SignProps {
  readonly run: string
  readonly checks: readonly Checked[]
  readonly onClose: () => void
  readonly onSigned: (done: { readonly name: string; readonly seq: number }) => void
}

/** The signature under the results; the report is handed over with it. */
function Sign({ run, checks, onClose, onSigned }: SignProps) {
  const { t } = useWords()
  const { me } = useOverview()
  const due = useSignaturesDue()('validated')
  const sign = useCommand(client.validation.sign)
  const { bad } = tally(checks)
  return (
    <SignDialog
      title={t('validation.sign')}
      posts={[t('role.admin'), t('office.sign.second')].slice(0, due)}
      firstLogin={me?.login ?? ''}
      action={t('office.sign.act')}
      busy={sign.busy}
      problems={sign.problems}
      onCancel={onClose}
      onSign={(signing) =>
        void sign.run({ run, signing }).then((done) => {
          if (done === undefined) return
          download(done.name, done.bytes)
          onSigned({ name: done.name, seq: done.seq })
        })
      }
    >
      <p>{t('validation.signMeans', { n: checks.length })}</p>
      {bad === 0 ? null : (
        <p>
          <b>{t('validation.signBad', { n: bad })}</b>
        </p>
      )}
    </SignDialog>
  )
}
