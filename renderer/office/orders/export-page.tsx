import { useQuery } from '@tanstack/react-query'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { FieldSet } from '../parts/field.tsx'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { SearchInput } from '../parts/search-input.tsx'
import { useRecord } from '../parts/use-record.ts'
import { type OrderRow, OrderState } from './order-state.tsx'

type Format = 'csv' | 'json' | 'pdf'

/** One order with every label, as a file. That it was handed out is itself in the log. */
export function ExportPage() {
  const { t } = useWords()
  const { mode } = useOverview()
  const list = useQuery(api.orders.list.queryOptions())
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const [format, setFormat] = useState<Format>('pdf')
  const [saved, setSaved] = useState<{ readonly name: string; readonly rows: number } | null>(null)
  const orders = list.data ?? []
  const wanted = text.trim().toLowerCase()
  const shown = orders.filter(({ no, lot, productName }) => [no, lot, productName].some((value) => value.toLowerCase().includes(wanted)))
  const selected = shown.find(({ id }) => id === chosen) ?? shown[0] ?? null
  const record = useRecord(client.records.order)
  const save = async (id: number): Promise<void> => {
    setSaved(null)
    setSaved((await record.run({ id, format })) ?? null)
  }
  return (
    <Page
      title={t('nav.export')}
      sub={t('office.export.sub')}
      busy={list.isPending || record.busy}
      actions={<SearchInput label={t('office.orders.search')} value={text} onChange={setText} />}
    >
      <Loading query={list}>
        <div className="office-body with-detail">
          <section className="panel">
            <div className="panel-body">
              {shown.length === 0 ? (
                <p className="empty">{t(orders.length === 0 ? 'office.orders.emptyRead' : 'office.orders.none', { text })}</p>
              ) : (
                <ListTable
                  name={t('nav.orders')}
                  columns={columns(t)}
                  rows={shown}
                  idOf={({ id }) => id}
                  selected={selected?.id ?? null}
                  onSelect={({ id }) => setChosen(id)}
                />
              )}
            </div>
            <footer>
              {t('office.shown', { shown: shown.length, all: orders.length })}
              <span className="grow" />
              {t('office.keys')}
            </footer>
          </section>
          {selected === null ? (
            <section className="panel" />
          ) : (
            <section className="panel" aria-label={t('nav.export')}>
              <div className="detail-head">
                <span className="mono softer">{selected.no}</span>
                <h2>
                  {selected.productName} {selected.spec}
                </h2>
              </div>
              <div className="panel-body section">
                <FieldSet label={t('office.export.format')}>
                  <Radio.Group
                    className="choices-down"
                    value={format}
                    onChange={(event) => setFormat(event.target.value as Format)}
                    options={[
                      { value: 'pdf', label: t('record.act.orderHelp') },
                      { value: 'csv', label: t('office.export.csvHelp') },
                      { value: 'json', label: t('office.export.jsonHelp') },
                    ]}
                  />
                </FieldSet>
                {mode === 'training' ? (
                  <p className="softer">{t(format === 'pdf' ? 'record.training' : 'office.export.training')}</p>
                ) : null}
                <ErrorList problems={record.problems} />
                {saved === null ? null : (
                  <div className="note-box tight pass" role="status" style={{ marginTop: 12 }}>
                    <VerdictMark mark="pass" />
                    <p>{t('office.export.done', { name: saved.name, rows: saved.rows })}</p>
                  </div>
                )}
              </div>
              <footer>
                <Button type="primary" icon={<Icon name="download" />} onClick={() => void save(selected.id)}>
                  {record.busy ? record.busyWords : format === 'pdf' ? t('record.act.order') : t('office.export.act')}
                </Button>
                {record.busy ? <Button onClick={record.stop}>{t('record.act.stop')}</Button> : null}
                <span className="grow" />
                <span>{t('office.export.logged')}</span>
              </footer>
            </section>
          )}
        </div>
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<OrderRow>[] => [
  { key: 'no', title: t('field.order'), mono: true, cell: ({ no }) => no },
  { key: 'product', title: t('office.order.product'), cut: true, cell: ({ productName, spec }) => `${productName} ${spec}` },
  { key: 'lot', title: t('field.lot'), mono: true, cell: ({ lot }) => lot },
  { key: 'good', title: t('office.order.good'), align: 'right', cell: ({ good, quantity }) => `${amount(good)} / ${amount(quantity)}` },
  { key: 'state', title: t('office.order.state'), cell: (order) => <OrderState order={order} /> },
]
