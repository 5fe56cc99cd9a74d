import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { letterOf } from '../../../shared/verifier/grade.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount, dayOf, timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { Loading } from '../parts/loading.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { useRecord } from '../parts/use-record.ts'
import { useCommand } from '../use-command.ts'
import { Conditions } from './condition.tsx'
import { ExpiryOverride } from './expiry-override.tsx'
import { type OrderDetail, OrderState } from './order-state.tsx'
import { useRuleWords } from './rule-words.ts'
import { useToLine } from './use-to-line.ts'

export function OrderDetailPanel({ id }: { readonly id: number }) {
  const { t } = useWords()
  const detail = useQuery({ ...api.orders.get.queryOptions({ input: { id } }), refetchInterval: 10_000 })
  return (
    <Loading query={detail}>
      <section className="panel" aria-label={t('office.order.detail')}>
        {detail.data === undefined ? null : <Detail order={detail.data} />}
      </section>
    </Loading>
  )
}

function Detail({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  return (
    <>
      <div className="detail-head">
        <div className="row" style={{ gap: 8 }}>
          <span className="mono softer">{order.no}</span>
          <span className="grow" />
          <OrderState order={order} />
        </div>
        <h2>
          {order.productName} {order.spec}
        </h2>
        <div className="row" style={{ gap: 8, marginTop: 8 }}>
          <div
            className="progress meter"
            role="progressbar"
            aria-valuemin={0}
            aria-valuemax={order.quantity}
            aria-valuenow={order.good}
            aria-label={t('office.order.good')}
          >
            <i style={{ width: `${Math.min(100, (order.good / order.quantity) * 100)}%` }} />
          </div>
          <b className="nowrap">
            {amount(order.good)} / {amount(order.quantity)}
          </b>
          <span className="softer nowrap">{t('office.order.voidedN', { n: amount(order.voided) })}</span>
        </div>
      </div>
      <Scroll>
        <Codes order={order} />
        <Grades order={order} />
        <div className="section">
          <h3>{t('office.order.conditions')}</h3>
          <Conditions order={order} />
        </div>
        <Policy order={order} />
      </Scroll>
      <Acts order={order} />
    </>
  )
}

function Codes({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  const may = useMay()
  const rule = useRuleWords()
  const [overriding, setOverriding] = useState(false)
  return (
    <div className="section">
      <h3>{t('office.order.codes')}</h3>
      <dl className="pairs">
        <dt>{t('office.order.di')}</dt>
        <dd className="mono">{order.di}</dd>
        {order.trace === 'model' ? null : (
          <>
            <dt>{t('field.lot')}</dt>
            <dd className="mono">{order.lot}</dd>
          </>
        )}
        <dt>{t('field.made')}</dt>
        <dd>{order.made}</dd>
        {order.shelf === null && !order.expiryOverridden ? null : (
          <>
            <dt>{t(`field.${order.expiryTerm}`)}</dt>
            <dd>
              {order.expires}{' '}
              <small>{order.expiryOverridden ? t('office.order.overridden') : order.shelf === null ? '' : `= ${rule(order.shelf)}`}</small>
              {may('expiry.override') && order.jobId === null && order.state !== 'closed' ? (
                <Button
                  type="link"
                  size="small"
                  className="inline-act"
                  aria-label={t('office.override.title')}
                  onClick={() => setOverriding(true)}
                >
                  {t('office.order.override')}
                </Button>
              ) : null}
            </dd>
          </>
        )}
        {order.serials === null ? null : (
          <>
            <dt>{t('field.serial')}</dt>
            <dd>
              {order.serials.first === null ? null : (
                <>
                  <span className="mono">{order.serials.first}</span> {t('office.order.from')}{' '}
                </>
              )}
              <small>{t('office.order.drawn', { drawn: amount(order.serials.drawn), left: amount(order.serials.poolLeft) })}</small>
            </dd>
          </>
        )}
      </dl>
      {overriding ? <ExpiryOverride order={order} onDone={() => setOverriding(false)} /> : null}
    </div>
  )
}

function Policy({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  return (
    <div className="section">
      <h3>{t('office.order.policy')}</h3>
      <dl className="pairs">
        <dt>{t('office.policy.verify')}</dt>
        <dd>
          {t(`office.policy.${order.policy.verify}`, { n: order.policy.nth })}
          {t('office.semicolon')}
          {t('office.policy.stopAfter', { n: order.stopAfter })}
        </dd>
        <dt>{t('office.policy.afterVoid')}</dt>
        <dd>{t(`office.policy.void.${order.voidRule}`)}</dd>
        {order.verifyOnly ? (
          <>
            <dt>{t('office.policy.printing')}</dt>
            <dd>{t('office.policy.verifyOnly')}</dd>
          </>
        ) : null}
      </dl>
    </div>
  )
}

/** What verifiers said of the order's symbols; nothing where none was ever measured. */
function Grades({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  const grades = useQuery({ ...api.grades.ofOrder.queryOptions({ input: { orderId: order.id } }), refetchInterval: 10_000 })
  if (grades.data === undefined || grades.data.length === 0) return null
  return (
    <div className="section">
      <h3>{t('office.grades.title')}</h3>
      <ul className="grades">
        {grades.data.map(({ id, ordinal, tenths, least, formal, standard, verifier, at }) => (
          <li key={id} className="row" style={{ gap: 8 }}>
            <VerdictMark mark={tenths < least ? 'fail' : 'pass'} />
            <b className="mono">{formal}</b>
            <span>{letterOf(tenths)}</span>
            <span className="grow">{ordinal === null ? t('office.grades.lot') : t('office.grades.label', { n: ordinal })}</span>
            <small className="softer" title={`${verifier} · ${`${dayOf(at)} ${timeOf(at)}`}`}>
              ISO/IEC {standard} · {t('office.grades.least', { least: (least / 10).toFixed(1) })}
            </small>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Acts({ order }: { readonly order: OrderDetail }) {
  const { t } = useWords()
  const may = useMay()
  const go = useNavigate()
  const toLine = useToLine()
  const pause = useCommand(client.line.pause)
  const save = useRecord(client.records.order)
  const { jobId } = order
  const problems = [...toLine.problems, ...pause.problems, ...save.problems]
  return (
    <>
      {problems.length === 0 ? null : <ErrorList problems={problems} />}
      <footer>
        {may('line.watch') && order.state !== 'closed' ? (
          <Button type="primary" icon={<Icon name="play" />} onClick={() => void toLine.open(order.id)}>
            {toLine.busy ? t('office.order.opening') : t('office.order.toLine')}
          </Button>
        ) : null}
        {may('export.read') && order.state === 'closed' ? (
          <Button type="primary" icon={<Icon name="download" />} onClick={() => void save.run({ id: order.id, format: 'pdf' })}>
            {save.busy ? save.busyWords : t('record.act.order')}
          </Button>
        ) : null}
        {may('export.read') ? (
          <Dropdown
            trigger={['click']}
            menu={{
              items: [
                { key: 'pdf', label: t('record.act.order') },
                { key: 'csv', label: t('office.export.csv') },
                { key: 'json', label: t('office.export.json') },
              ],
              onClick: ({ key }) => void save.run({ id: order.id, format: key as 'json' | 'csv' | 'pdf' }),
            }}
          >
            <Button icon={<Icon name="download" />}>{save.busy && order.state !== 'closed' ? save.busyWords : t('office.export')}</Button>
          </Dropdown>
        ) : null}
        <span className="grow" />
        {order.state === 'running' && jobId !== null && may('line.run') ? (
          <Button icon={<Icon name="pause" />} onClick={() => void pause.run({ jobId })}>
            {t('office.order.pause')}
          </Button>
        ) : may('order.close') && order.state !== 'closed' && jobId !== null ? (
          <Button onClick={() => void go({ to: '/close/$orderId', params: { orderId: order.id } })}>{t('office.order.close')}</Button>
        ) : null}
      </footer>
    </>
  )
}
