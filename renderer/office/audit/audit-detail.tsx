import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { isWord } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount, baseOf, dayOf, secondOf, timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { useChosenOrder } from '../chosen.ts'
import { download } from '../parts/download.ts'
import { InfoMark } from '../parts/info-mark.tsx'
import { Loading } from '../parts/loading.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { useCommand } from '../use-command.ts'
import { type AuditEntry, actOf, type Difference, differences, fieldWord, instantOf, shortHash, whoOf } from './audit-words.ts'

export function AuditDetail({ seq }: { readonly seq: number }) {
  const { t } = useWords()
  const entry = useQuery(api.audit.get.queryOptions({ input: { seq } }))
  return (
    <Loading query={entry}>
      <section className="panel" aria-label={t('office.audit.detail')}>
        {entry.data === undefined ? null : <Entry entry={entry.data} />}
      </section>
    </Loading>
  )
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useWords()
  const rows = differences(entry.beforeValue, entry.afterValue)
  const role = `role.${entry.actor.role}`
  return (
    <>
      <div className="panel-top">
        <h2>{actOf(entry)}</h2>
        <span className="mono softer">#{amount(entry.seq)}</span>
      </div>
      <Scroll>
        {rows.length === 0 ? null : (
          <div className="section">
            <h3>{t(entry.changed ? 'office.audit.diff' : 'office.audit.content')}</h3>
            <Diff rows={rows} changed={entry.changed} device={entry.device} />
          </div>
        )}
        <div className="section">
          <dl className="pairs">
            <dt>{t('office.audit.who')}</dt>
            <dd>
              {entry.actor.name === ''
                ? whoOf(entry)
                : t('office.audit.whoRole', { name: entry.actor.name, role: isWord(role) ? t(role) : entry.actor.role })}
            </dd>
            <dt>{t('office.audit.when')}</dt>
            <dd>{instantOf(entry)}</dd>
            <dt>{t('office.audit.where')}</dt>
            <dd>{[entry.station, entry.device].filter((part) => part !== null).join(' · ')}</dd>
            {entry.order === null ? null : (
              <>
                <dt>{t('field.order')}</dt>
                <dd className="mono">{entry.order}</dd>
              </>
            )}
            {entry.reasonText === null ? null : (
              <>
                <dt>{t('office.audit.why')}</dt>
                <dd>{entry.reasonText}</dd>
              </>
            )}
          </dl>
        </div>
        {entry.signatures.length === 0 ? null : (
          <div className="section">
            <h3>{t('office.audit.signatures')}</h3>
            <ul className="checks">
              {entry.signatures.map(({ name, at, meaning }) => (
                <li key={`${name}${at}`}>
                  <Icon name="edit" />
                  <span>
                    {name} · {isWord(`office.meaning.${meaning}`) ? t(`office.meaning.${meaning}` as 'office.meaning.goLive') : meaning}
                  </span>
                  <span>
                    {dayOf(at).slice(5)} {secondOf(at)}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="section">
          <h3>{t('office.audit.proof')}</h3>
          <Proof entry={entry} />
        </div>
      </Scroll>
      <Acts entry={entry} />
    </>
  )
}

/** Where the entry stands in the tree, and what that says. */
function Proof({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useWords()
  const { data } = useQuery(api.audit.proof.queryOptions({ input: { seq: entry.seq } }))
  const left = data?.left ?? null
  return (
    <>
      <dl className="pairs">
        <dt>{t('office.audit.leaf')}</dt>
        <dd className="mono" title={entry.leaf} style={{ fontSize: 12 }}>
          {shortHash(entry.leaf)}
        </dd>
        <dt>{t('office.audit.inCheckpoint')}</dt>
        <dd>
          {data === undefined
            ? '…'
            : data.size === null
              ? t('office.audit.notYet')
              : t('office.audit.checkpointOf', { size: amount(data.size), hashes: data.hashes })}
        </dd>
      </dl>
      <div className="note-box tight" style={{ marginTop: 8 }}>
        <InfoMark />
        <p>
          {left === null
            ? t('office.audit.proofWords')
            : t('office.audit.proofWitnessed', { name: baseOf(left.name), when: `${dayOf(left.at)} ${timeOf(left.at)}` })}
        </p>
      </div>
    </>
  )
}

function Acts({ entry }: { readonly entry: AuditEntry }) {
  const { t } = useWords()
  const may = useMay()
  const go = useNavigate()
  const choose = useChosenOrder((state) => state.choose)
  const order = useQuery(api.orders.list.queryOptions()).data?.find(({ no }) => no === entry.order)
  const bundle = useCommand(client.audit.bundle)
  const subject =
    entry.label !== null
      ? ({ kind: 'label', label: entry.label } as const)
      : order === undefined
        ? null
        : ({ kind: 'order', order: order.id } as const)
  const take = async (): Promise<void> => {
    const file = subject === null ? undefined : await bundle.run({ subject })
    if (file !== undefined) download(file.name, file.bytes)
  }
  return (
    <footer className="wraps">
      {bundle.problems.length === 0 ? null : <ErrorList problems={bundle.problems} />}
      {subject !== null && may('evidence.export') ? (
        <Button type="primary" icon={<Icon name="download" />} onClick={() => void take()}>
          {t(bundle.busy ? 'office.export.busy' : 'office.audit.bundle')}
        </Button>
      ) : null}
      {may('export.read') ? (
        <Button icon={<Icon name="download" />} onClick={() => download(`event-${entry.seq}.json`, new TextEncoder().encode(entry.body))}>
          {t('office.audit.body')}
        </Button>
      ) : null}
      {order === undefined ? null : (
        <Button
          icon={<Icon name="orders" />}
          onClick={() => {
            choose(order.id)
            void go({ to: '/orders' })
          }}
        >
          {t('office.audit.toOrder')}
        </Button>
      )}
    </footer>
  )
}

function Diff({
  rows,
  changed,
  device,
}: {
  readonly rows: readonly Difference[]
  readonly changed: boolean
  readonly device: string | null
}) {
  const { t } = useWords()
  return (
    <table className="diff">
      <thead>
        <tr>
          <th scope="col">{device ?? t('office.audit.field')}</th>
          {changed ? <th scope="col">{t('office.audit.was')}</th> : null}
          <th scope="col">{t(changed ? 'office.audit.is' : 'office.audit.value')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, was, is }) => (
          <tr key={name}>
            <th scope="row">{fieldWord(name)}</th>
            {changed ? <td className={was !== is && was !== null && was !== '–' ? 'was' : ''}>{was ?? '–'}</td> : null}
            <td className={changed && was !== is ? 'is' : ''}>{is ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
