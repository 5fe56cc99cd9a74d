import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Icon } from '../../design/icon.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { SearchInput } from '../parts/search-input.tsx'
import { ProductDetail } from './product-detail.tsx'
import { ProductForm } from './product-form.tsx'
import { ProductImport } from './product-import.tsx'
import type { Product } from './product-values.ts'

/** Master data: what is made, how it is packed, and what its labels must carry. */
export function ProductsPage() {
  const { t } = useWords()
  const may = useMay()
  const list = useQuery(api.masters.products.queryOptions())
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const [editing, setEditing] = useState<Product | 'new' | null>(null)
  const [importing, setImporting] = useState(false)
  const products = list.data ?? []
  const wanted = text.trim().toLowerCase()
  const shown = products.filter(({ di, name, spec, ref }) => [di, name, spec, ref].some((value) => value.toLowerCase().includes(wanted)))
  const selected = shown.find(({ id }) => id === chosen) ?? shown[0] ?? null
  if (editing !== null) {
    return (
      <ProductForm
        product={editing === 'new' ? null : editing}
        onDone={(id) => {
          setChosen(id ?? chosen)
          setEditing(null)
        }}
      />
    )
  }
  return (
    <Page
      title={t('nav.products')}
      sub={t('office.products.sub', { n: products.length })}
      busy={list.isPending}
      actions={
        <>
          <SearchInput label={t('office.products.search')} value={text} onChange={setText} />
          {may('product.write') ? (
            <Button icon={<Icon name="download" />} onClick={() => setImporting(true)}>
              {t('products.import')}
            </Button>
          ) : null}
          {may('product.write') ? (
            <Button icon={<Icon name="plus" />} onClick={() => setEditing('new')}>
              {t('office.products.new')}
            </Button>
          ) : null}
        </>
      }
    >
      <Loading query={list}>
        {products.length === 0 ? (
          <section className="panel grow">
            <p className="empty">{t(may('product.write') ? 'office.products.empty' : 'office.products.emptyRead')}</p>
          </section>
        ) : (
          <div className="office-body with-detail">
            <section className="panel">
              <div className="panel-body">
                <ListTable
                  name={t('nav.products')}
                  columns={columns(t)}
                  rows={shown}
                  idOf={({ id }) => id}
                  selected={selected?.id ?? null}
                  onSelect={({ id }) => setChosen(id)}
                  onOpen={(row) => may('product.write') && setEditing(row)}
                />
              </div>
              <footer>
                {t('office.shown', { shown: shown.length, all: products.length })}
                <span className="grow" />
                {t('office.keys')}
              </footer>
            </section>
            {selected === null ? <section className="panel" /> : <ProductDetail product={selected} onEdit={() => setEditing(selected)} />}
          </div>
        )}
      </Loading>
      {importing ? (
        <ProductImport
          onDone={() => {
            setImporting(false)
            void list.refetch()
          }}
        />
      ) : null}
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<Product>[] => [
  { key: 'di', title: t('field.di'), mono: true, cell: ({ di }) => di },
  { key: 'name', title: t('office.product.name'), cut: true, cell: ({ name }) => <span title={name}>{name}</span> },
  { key: 'spec', title: t('office.product.spec'), cell: ({ spec }) => spec },
  { key: 'ref', title: t('office.product.ref'), wide: true, mono: true, cell: ({ ref }) => ref },
  { key: 'trace', title: t('office.product.trace'), cell: ({ trace }) => t(`trace.${trace}`) },
  { key: 'packing', title: t('office.product.levels'), align: 'right', cell: ({ packing }) => packing.length },
  { key: 'registration', title: t('office.product.registration'), wide: true, cell: ({ registration }) => registration },
]
