import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { amount } from '../../design/format.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useMay, useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { sortProblems } from '../parts/problems.ts'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'
import { useSignaturesDue } from '../use-signatures-due.ts'
import { Left, PoolState } from './pool-state.tsx'
import type { Pool } from './product-values.ts'
import { serialText } from './serial-text.ts'

export function PoolDetail({ pool, name }: { readonly pool: Pool; readonly name: string }) {
  const { t } = useWords()
  const may = useMay()
  const [resuming, setResuming] = useState(false)
  return (
    <section className="panel" aria-label={t('office.pool.detail')}>
      <div className="detail-head">
        <div className="row" style={{ gap: 8 }}>
          <span className="mono softer">{pool.di}</span>
          <span className="grow" />
          <PoolState pool={pool} />
        </div>
        <h2>{name}</h2>
        <div className="row" style={{ gap: 8, marginTop: 8 }}>
          <Left {...pool} />
          <b className="nowrap">
            {amount(pool.left)} / {amount(pool.size)}
          </b>
        </div>
      </div>
      <div className="panel-body">
        <div className="section">
          <h3>{t('office.pool.figures')}</h3>
          <dl className="pairs">
            <dt>{t('office.pool.kind')}</dt>
            <dd>{t(`office.pool.kind.${pool.kind}`)}</dd>
            {pool.kind === 'sequential' ? (
              <>
                <dt>{t('office.pool.range')}</dt>
                <dd className="mono">
                  {serialText(pool, 0)} – {serialText(pool, pool.size - 1)}
                </dd>
                {pool.left > 0 && pool.used < pool.size ? (
                  <>
                    <dt>{t('office.pool.next')}</dt>
                    <dd className="mono">{serialText(pool, pool.used)}</dd>
                  </>
                ) : null}
              </>
            ) : pool.prefix === '' ? null : (
              <>
                <dt>{t('office.pool.prefix')}</dt>
                <dd className="mono">{pool.prefix}</dd>
              </>
            )}
            <dt>{t('office.pool.used')}</dt>
            <dd>{amount(pool.used)}</dd>
            <dt>{t('office.pool.low')}</dt>
            <dd>{t('office.pool.lowAt', { n: pool.low })}</dd>
          </dl>
        </div>
        <div className="section">
          <PoolNote pool={pool} />
        </div>
      </div>
      {pool.state === 'suspended' && may('pool.resume') ? (
        <footer>
          <Button type="primary" onClick={() => setResuming(true)}>
            {t('office.pool.resume')}
          </Button>
        </footer>
      ) : null}
      {resuming ? <ResumePool pool={pool} name={name} onDone={() => setResuming(false)} /> : null}
    </section>
  )
}

function PoolNote({ pool }: { readonly pool: Pool }) {
  const { t } = useWords()
  const [tone, key] =
    pool.state === 'suspended'
      ? (['fail', 'office.pool.whySuspended'] as const)
      : pool.isLow
        ? (['warn', 'office.pool.whyLow'] as const)
        : (['pass', 'office.pool.why'] as const)
  return (
    <div className={`note-box tight ${tone}`}>
      <VerdictMark mark={tone === 'warn' ? 'device' : tone} />
      <p>{t(key, { left: pool.left, low: pool.low })}</p>
    </div>
  )
}

/** After a restore: what was printed last is told by name, and everything up to it is never used again. */
function ResumePool({ pool, name, onDone }: { readonly pool: Pool; readonly name: string; readonly onDone: () => void }) {
  const { t } = useWords()
  const me = useOverview().me
  const [last, setLast] = useState('')
  const [nothing, setNothing] = useState(false)
  const resume = useCommand(client.masters.resumePool)
  const dueOf = useSignaturesDue()
  const { of, rest } = sortProblems(
    resume.problems.map((problem) =>
      problem.code === 'pool.serialUnknown' || problem.code === 'pool.lastPrintedDue' ? { ...problem, field: 'last' } : problem,
    ),
    ['last'],
  )
  return (
    <SignDialog
      title={t('office.resume.title')}
      posts={[t('role.admin'), t('office.sign.second')].slice(0, dueOf('fenceLifted'))}
      mayWait
      firstLogin={me?.login ?? ''}
      action={t('office.resume.act')}
      busy={resume.busy}
      problems={rest}
      ready={nothing || last.trim() !== ''}
      onCancel={onDone}
      onSign={(signing) =>
        void resume
          .run({ poolId: pool.id, lastPrinted: nothing ? null : last.trim(), signing })
          .then((done) => done !== undefined && onDone())
      }
    >
      <p>{t('office.resume.means', { name })}</p>
      <Field label={t('office.resume.last')} problems={of('last')} help={t('office.resume.lastHelp')}>
        {(control) => (
          <Input
            {...control}
            className="mono"
            maxLength={20}
            disabled={nothing}
            value={last}
            onChange={(event) => setLast(event.target.value)}
          />
        )}
      </Field>
      <Checkbox checked={nothing} onChange={(event) => setNothing(event.target.checked)}>
        {t('office.resume.nothing')}
      </Checkbox>
    </SignDialog>
  )
}
