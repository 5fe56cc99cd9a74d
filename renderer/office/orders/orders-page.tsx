import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { ErrorList } from '../../design/error-list.tsx'
import { amount } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useScan } from '../../scan/use-scan.ts'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { useChosenOrder } from '../chosen.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { SearchInput } from '../parts/search-input.tsx'
import { useFind } from '../use-find.ts'
import { OrderDetailPanel } from './order-detail.tsx'
import { type OrderRow, OrderState } from './order-state.tsx'
import { useToLine } from './use-to-line.ts'

const shownAtOnce = 200

export function OrdersPage() {
  const { t } = useWords()
  const may = useMay()
  const go = useNavigate()
  const { id, choose } = useChosenOrder()
  const list = useQuery({ ...api.orders.list.queryOptions(), refetchInterval: 10_000 })
  const [text, setText] = useState('')
  const [most, setMost] = useState(shownAtOnce)
  const rows = list.data ?? []
  const found = rows.filter((row) => matches(row, text))
  const shown = found.slice(0, most)
  const selected = shown.find((row) => row.id === id) ?? shown[0] ?? null
  const select = (row: OrderRow): void => {
    setText('')
    choose(row.id)
  }
  const toLine = useToLine()
  const find = useFind(rows, select)
  const [unknown, setUnknown] = useState<string | null>(null)
  useScan({
    scan: (scan) => setUnknown(find(scan.text) ? null : scan.text),
  })
  return (
    <Page
      title={t('nav.orders')}
      sub={t('office.orders.sub', { n: amount(rows.length), open: amount(rows.filter(({ state }) => state !== 'closed').length) })}
      busy={list.isFetching && list.data === undefined}
      actions={
        <>
          <SearchInput
            label={t('office.orders.search')}
            value={text}
            onChange={setText}
            onEnter={() => {
              if (find(text)) setText('')
            }}
          />
          {may('order.write') ? (
            <>
              <Button icon={<Icon name="download" />} onClick={() => void go({ to: '/orders/import' })}>
                {t('office.orders.import')}
              </Button>
              <Button icon={<Icon name="plus" />} onClick={() => void go({ to: '/orders/new' })}>
                {t('office.orders.new')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      {unknown === null ? null : (
        <div className="note-box tight warn" role="alert">
          <VerdictMark mark="device" />
          <p>{t('office.orders.scanUnknown', { text: unknown.slice(0, 60) })}</p>
        </div>
      )}
      <ErrorList problems={toLine.problems} />
      <Loading query={list}>
        {rows.length === 0 ? (
          <section className="panel grow">
            <div className="empty">
              <p>{t(may('order.write') ? 'office.orders.empty' : 'office.orders.emptyRead')}</p>
            </div>
          </section>
        ) : (
          <div className="office-body with-detail">
            <section className="panel">
              <div className="panel-body">
                <ListTable
                  name={t('nav.orders')}
                  columns={columns(t)}
                  rows={shown}
                  idOf={(row) => row.id}
                  selected={selected?.id ?? null}
                  onSelect={(row) => choose(row.id)}
                  onOpen={(row) => may('line.watch') && void toLine.open(row.id)}
                />
                {shown.length === 0 ? <p className="empty">{t('office.orders.none', { text })}</p> : null}
              </div>
              <footer>
                {t('office.shown', { shown: amount(shown.length), all: amount(rows.length) })}
                {found.length > shown.length ? (
                  <Button size="small" onClick={() => setMost(most + shownAtOnce)}>
                    {t('office.more')}
                  </Button>
                ) : null}
                <span className="grow" />
                <span className="nowrap">{t('office.orders.keys')}</span>
              </footer>
            </section>
            {selected === null ? <section className="panel" /> : <OrderDetailPanel key={selected.id} id={selected.id} />}
          </div>
        )}
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<OrderRow>[] => [
  { key: 'no', title: t('field.order'), mono: true, cell: (row) => row.no },
  { key: 'product', title: t('office.order.product'), cut: true, cell: (row) => <span title={row.productName}>{row.productName}</span> },
  { key: 'spec', title: t('office.order.spec'), cell: (row) => row.spec },
  { key: 'lot', title: t('field.lot'), mono: true, cell: (row) => row.lot },
  { key: 'made', title: t('field.made'), wide: true, cell: (row) => row.made },
  { key: 'expires', title: t('field.expires'), wide: true, cell: (row) => row.expires },
  { key: 'good', title: t('office.order.good'), align: 'right', cell: (row) => `${amount(row.good)} / ${amount(row.quantity)}` },
  { key: 'voided', title: t('office.order.voided'), align: 'right', wide: true, cell: (row) => amount(row.voided) },
  { key: 'state', title: t('office.order.state'), cell: (row) => <OrderState order={row} /> },
]

function matches(row: OrderRow, text: string): boolean {
  const wanted = text.trim().toLowerCase()
  return wanted === '' || [row.no, row.productName, row.spec, row.lot].some((value) => value.toLowerCase().includes(wanted))
}
