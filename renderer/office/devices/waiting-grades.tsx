import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input } from 'antd'
import { useState } from 'react'
import { isWord } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf, timeOf } from '../../design/format.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { say, useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { useCommand } from '../use-command.ts'

type Waiting = Awaited<ReturnType<typeof client.grades.waiting>>[number]

/** Reports that match nothing: said on the page, settled in a drawer by whoever may. */
export function WaitingGrades() {
  const { t } = useWords()
  const may = useMay()
  const waiting = useQuery({ ...api.grades.waiting.queryOptions(), refetchInterval: 10_000 })
  const [open, setOpen] = useState(false)
  const reports = waiting.data ?? []
  if (reports.length === 0) return null
  return (
    <div className="note-box warn attention" role="status">
      <VerdictMark mark="device" />
      <p className="grow">{t('office.grades.waiting', { n: reports.length })}</p>
      {may('grade.attach') ? <Button onClick={() => setOpen(true)}>{t('act.open')}</Button> : null}
      {open ? (
        <Drawer open size={440} title={t('office.grades.waiting', { n: reports.length })} onClose={() => setOpen(false)}>
          {reports.map((report) => (
            <Report key={report.id} report={report} onDone={() => void waiting.refetch()} />
          ))}
        </Drawer>
      ) : null}
    </div>
  )
}

function Report({ report, onDone }: { readonly report: Waiting; readonly onDone: () => void }) {
  const { t } = useWords()
  const [order, setOrder] = useState('')
  const [ordinal, setOrdinal] = useState('')
  const [reason, setReason] = useState('')
  const attach = useCommand(client.grades.attach)
  const dismiss = useCommand(client.grades.dismiss)
  const why = `office.grades.why.${report.why ?? ''}`
  const then = (done: unknown): void => {
    if (done !== undefined) onDone()
  }
  const nth = ordinal === '' ? null : Number(ordinal)
  return (
    <section className="section">
      <h3>
        <span className="mono">{report.formal}</span> ISO/IEC {report.standard}
      </h3>
      <dl className="pairs">
        <dt>{t('office.audit.time')}</dt>
        <dd>
          {dayOf(report.at)} {timeOf(report.at)} · {report.verifier} · {report.source}
        </dd>
        <dt>{t('office.grade.code')}</dt>
        <dd className="mono">{report.code ?? '–'}</dd>
        <dt>{t('office.grades.why')}</dt>
        <dd>{isWord(why) ? say(why) : '–'}</dd>
      </dl>
      <ErrorList problems={[...attach.problems, ...dismiss.problems]} />
      <div className="form">
        <Field label={t('office.grades.order')}>
          {({ status: _status, ...control }) => (
            <Input {...control} className="mono" value={order} onChange={(event) => setOrder(event.target.value.trim())} />
          )}
        </Field>
        <Field label={t('office.grades.ordinal')}>
          {({ status: _status, ...control }) => (
            <Input
              {...control}
              inputMode="numeric"
              value={ordinal}
              onChange={(event) => setOrdinal(event.target.value.replaceAll(/\D/g, ''))}
            />
          )}
        </Field>
        <Field label={t('office.grades.reason')} full>
          {({ status: _status, ...control }) => (
            <Input {...control} maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
      </div>
      <div className="row" style={{ gap: 8 }}>
        <Button
          type="primary"
          disabled={order === '' || reason.trim() === '' || attach.busy}
          onClick={() => void attach.run({ id: report.id, order, ordinal: nth, reason: reason.trim() }).then(then)}
        >
          {t('office.grades.attach')}
        </Button>
        <Button
          disabled={reason.trim() === '' || dismiss.busy}
          onClick={() => void dismiss.run({ id: report.id, reason: reason.trim() }).then(then)}
        >
          {t('office.grades.dismiss')}
        </Button>
      </div>
    </section>
  )
}
