import type { InferContractRouterOutputs } from '@orpc/contract'
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Contract } from '../../../shared/contract/index.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount, dayOf, timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { api } from '../../station/api.ts'
import { useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { differences, fieldWord, shortHash } from '../audit/audit-words.ts'
import { Field } from '../parts/field.tsx'
import { InfoMark } from '../parts/info-mark.tsx'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'

type Waiting = InferContractRouterOutputs<Contract>['signing']['waiting'][number]

/** Acts that one person signed and another one decides: what, why, what follows, and the hash the first signature holds. */
export function ToSignPage() {
  const { t } = useWords()
  const waiting = useQuery({ ...api.signing.waiting.queryOptions(), refetchInterval: 5_000 })
  const [chosen, setChosen] = useState<number | null>(null)
  const rows = waiting.data ?? []
  const selected = rows.find(({ id }) => id === chosen) ?? rows[0] ?? null
  return (
    <Page title={t('nav.toSign')} sub={t('office.toSign.sub')} busy={waiting.isPending}>
      <Loading query={waiting}>
        <div className={selected === null ? 'office-body' : 'office-body with-detail'}>
          <section className="panel grow">
            <div className="panel-body">
              {rows.length === 0 ? (
                <p className="empty">{t('office.toSign.empty')}</p>
              ) : (
                <ListTable
                  name={t('nav.toSign')}
                  columns={columns(t)}
                  rows={rows}
                  idOf={({ id }) => id}
                  selected={selected?.id ?? null}
                  onSelect={({ id }) => setChosen(id)}
                />
              )}
            </div>
          </section>
          {selected === null ? null : <Detail key={selected.id} waiting={selected} />}
        </div>
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<Waiting>[] => [
  { key: 'act', title: t('office.toSign.act'), cell: ({ act }) => <span style={{ fontWeight: 500 }}>{t(`office.meaning.${act}`)}</span> },
  { key: 'order', title: t('field.order'), mono: true, cell: ({ order }) => order ?? '–' },
  { key: 'who', title: t('office.toSign.asker'), cell: ({ asker }) => asker.name },
  { key: 'at', title: t('office.audit.time'), mono: true, cell: ({ at }) => `${dayOf(at).slice(5)} ${timeOf(at)}` },
  { key: 'state', title: t('office.toSign.state'), cell: ({ mine }) => t(mine ? 'office.toSign.mine' : 'office.toSign.waits') },
]

function Detail({ waiting }: { readonly waiting: Waiting }) {
  const { t } = useWords()
  const me = useOverview().me
  const [signing, setSigning] = useState(false)
  const [ending, setEnding] = useState(false)
  const approve = useCommand(client.signing.approve)
  const role = `role.${waiting.asker.role}`
  const { before, after } = effectOf(waiting)
  const rows = differences(before, after)
  return (
    <section className="panel" aria-label={t('office.toSign.detail')}>
      <div className="panel-top">
        <h2>{t(`office.meaning.${waiting.act}`)}</h2>
        {waiting.order === null ? null : <span className="mono softer">{waiting.order}</span>}
      </div>
      <Scroll>
        <div className="section">
          <dl className="pairs">
            <dt>{t('office.toSign.asker')}</dt>
            <dd>{t('office.audit.whoRole', { name: waiting.asker.name, role: isWord(role) ? t(role) : waiting.asker.role })}</dd>
            <dt>{t('office.audit.when')}</dt>
            <dd>
              {dayOf(waiting.at)} {timeOf(waiting.at)}
            </dd>
            <dt>{t('office.audit.why')}</dt>
            <dd>{waiting.reason}</dd>
          </dl>
        </div>
        <div className="section">
          <h3>{t('office.toSign.effect')}</h3>
          <p>{t(`office.toSign.effect.${waiting.act}` as 'office.toSign.effect.deviation')}</p>
          {rows.length === 0 ? null : (
            <table className="diff">
              {before === null ? null : (
                <thead>
                  <tr>
                    <th scope="col">{t('office.audit.field')}</th>
                    <th scope="col">{t('office.audit.was')}</th>
                    <th scope="col">{t('office.audit.is')}</th>
                  </tr>
                </thead>
              )}
              <tbody>
                {rows.map(({ name, was, is }) => (
                  <tr key={name}>
                    <th scope="row">{fieldWord(name)}</th>
                    {before === null ? null : <td className="was">{was ?? '–'}</td>}
                    <td className="is">{is ?? '–'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </div>
        <div className="section">
          <h3>{t('office.audit.proof')}</h3>
          <dl className="pairs">
            <dt>{t('office.audit.seq')}</dt>
            <dd className="mono">#{amount(waiting.seq)}</dd>
            <dt>{t('office.audit.leaf')}</dt>
            <dd className="mono" title={waiting.leaf} style={{ fontSize: 12 }}>
              {shortHash(waiting.leaf)}
            </dd>
          </dl>
          {waiting.maySign ? null : (
            <div className="note-box tight" style={{ marginTop: 8 }}>
              <InfoMark />
              <p>{t(waiting.mine ? 'office.toSign.ownWords' : 'office.toSign.notYours')}</p>
            </div>
          )}
        </div>
        {ending ? <Ending waiting={waiting} onDone={() => setEnding(false)} /> : null}
      </Scroll>
      <footer>
        {waiting.maySign ? (
          <Button type="primary" icon={<Icon name="edit" />} onClick={() => setSigning(true)}>
            {t('office.toSign.sign')}
          </Button>
        ) : null}
        <span className="grow" />
        {waiting.mine || waiting.maySign ? (
          <Button danger onClick={() => setEnding(true)} disabled={ending}>
            {t(waiting.mine ? 'office.toSign.withdraw' : 'office.toSign.refuse')}
          </Button>
        ) : null}
      </footer>
      {signing ? (
        <SignDialog
          title={t(`office.meaning.${waiting.act}`)}
          posts={[t('office.sign.second')]}
          firstLogin={me?.login ?? ''}
          action={t('office.toSign.approve')}
          busy={approve.busy}
          problems={approve.problems}
          onCancel={() => setSigning(false)}
          onSign={(given) => void approve.run({ id: waiting.id, signing: given }).then((done) => done !== undefined && setSigning(false))}
        >
          <p>{t(`office.toSign.effect.${waiting.act}` as 'office.toSign.effect.deviation')}</p>
        </SignDialog>
      ) : null}
    </section>
  )
}

/** No, with a reason; nothing is done then. */
function Ending({ waiting, onDone }: { readonly waiting: Waiting; readonly onDone: () => void }) {
  const { t } = useWords()
  const [reason, setReason] = useState('')
  const end = useCommand(client.signing.end)
  return (
    <div className="section">
      <Field label={t('office.toSign.endReason')} problems={end.problems}>
        {(control) => <Input {...control} maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      <ErrorList problems={[]} />
      <div className="row" style={{ gap: 8, marginTop: 8 }}>
        <Button
          danger
          disabled={reason.trim() === '' || end.busy}
          onClick={() => void end.run({ id: waiting.id, reason: reason.trim() }).then((done) => done !== undefined && onDone())}
        >
          {t(waiting.mine ? 'office.toSign.withdraw' : 'office.toSign.refuse')}
        </Button>
        <Button onClick={onDone}>{t('act.cancel')}</Button>
      </div>
    </div>
  )
}

/** What will be different, as far as it is not said by the order itself. */
function effectOf({ params }: Waiting): { readonly before: unknown; readonly after: unknown } {
  if ('after' in params) return { before: params['before'] ?? null, after: params['after'] }
  const { order: _order, ...after } = params
  return { before: null, after }
}
