import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { amount } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { ImportSerials } from './import-serials.tsx'
import { NewPool } from './new-pool.tsx'
import { PoolDetail } from './pool-detail.tsx'
import { Left, PoolState } from './pool-state.tsx'
import type { Pool } from './product-values.ts'

/** Serials: enough of them, and each once. */
export function PoolsPage() {
  const { t } = useWords()
  const may = useMay()
  const pools = useQuery({ ...api.masters.pools.queryOptions(), refetchInterval: 10_000 })
  const products = useQuery(api.masters.products.queryOptions()).data ?? []
  const [chosen, setChosen] = useState<number | null>(null)
  const [adding, setAdding] = useState<'pool' | 'serials' | null>(null)
  const rows = pools.data ?? []
  const selected = rows.find(({ id }) => id === chosen) ?? rows[0] ?? null
  const serialised = products.filter(({ trace }) => trace === 'serial')
  const nameOf = (pool: Pool): string => {
    const product = products.find(({ id }) => id === pool.productId)
    return product === undefined ? pool.di : `${product.name} ${product.spec}`
  }
  const done = (id: number | null): void => {
    setAdding(null)
    if (id !== null) setChosen(id)
  }
  const locked = rows.filter(({ state }) => state === 'suspended').length
  return (
    <Page
      title={t('nav.pools')}
      sub={t(locked > 0 ? 'office.pools.subLocked' : 'office.pools.sub', {
        n: rows.length,
        low: rows.filter(({ isLow }) => isLow).length,
        locked,
      })}
      busy={pools.isPending}
      actions={
        may('pool.write') ? (
          <>
            <Button icon={<Icon name="download" />} onClick={() => setAdding('serials')}>
              {t('office.pools.import')}
            </Button>
            <Button icon={<Icon name="plus" />} onClick={() => setAdding('pool')}>
              {t('office.pools.new')}
            </Button>
          </>
        ) : null
      }
    >
      <Loading query={pools}>
        <div className={adding === null && selected === null ? 'office-body' : 'office-body with-detail'}>
          <section className="panel grow">
            <div className="panel-body">
              {rows.length === 0 ? (
                <p className="empty">{t(may('pool.write') ? 'office.pools.empty' : 'office.pools.emptyRead')}</p>
              ) : (
                <ListTable
                  name={t('nav.pools')}
                  columns={columns(t, nameOf)}
                  rows={rows}
                  idOf={({ id }) => id}
                  selected={adding === null ? (selected?.id ?? null) : null}
                  onSelect={({ id }) => done(id)}
                />
              )}
            </div>
            <footer>
              {t('office.shown', { shown: rows.length, all: rows.length })}
              <span className="grow" />
              {t('office.pools.order')}
            </footer>
          </section>
          {adding === 'pool' ? (
            <NewPool products={serialised} onDone={done} />
          ) : adding === 'serials' ? (
            <ImportSerials products={serialised} onDone={done} />
          ) : selected === null ? null : (
            <PoolDetail key={selected.id} pool={selected} name={nameOf(selected)} />
          )}
        </div>
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t'], nameOf: (pool: Pool) => string): readonly Column<Pool>[] => [
  { key: 'product', title: t('office.order.product'), cut: true, cell: (pool) => <span title={nameOf(pool)}>{nameOf(pool)}</span> },
  { key: 'kind', title: t('office.pool.kind'), cell: ({ kind }) => t(`office.pool.kind.${kind}`) },
  { key: 'prefix', title: t('office.pool.prefix'), mono: true, cell: ({ prefix }) => (prefix === '' ? '–' : prefix) },
  {
    key: 'left',
    title: t('office.pool.left'),
    align: 'right',
    cell: ({ left, size, isLow }) => (
      <span className="left-cell">
        <Left left={left} size={size} isLow={isLow} />
        {amount(left)} / {amount(size)}
      </span>
    ),
  },
  { key: 'low', title: t('office.pool.low'), align: 'right', wide: true, cell: ({ low }) => amount(low) },
  { key: 'state', title: t('office.order.state'), cell: (pool) => <PoolState pool={pool} /> },
]
