import { useMutation, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { Icon } from '../../design/icon.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { problemsOf } from '../../station/problems.ts'
import { useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { SearchInput } from '../parts/search-input.tsx'
import { InsuranceDetail } from './insurance-detail.tsx'
import { InsuranceImport } from './insurance-import.tsx'
import type { ProductCodes } from './insurance-values.ts'

/** Insurance codes beside DIs: what both sides say, and where they do not agree. */
export function InsurancePage() {
  const { t } = useWords()
  const may = useMay()
  const list = useQuery(api.insurance.products.queryOptions())
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  const [importing, setImporting] = useState(false)
  const found = useQuery(api.insurance.search.queryOptions({ input: { text: text.trim().length < 2 ? '' : text.trim().slice(0, 80) } }))
  const exported = useMutation({
    mutationFn: () => client.insurance.export({ key: crypto.randomUUID() }),
    onSuccess: ({ name, bytes }) => download(name, bytes),
  })
  const all = list.data ?? []
  const wanted = text.trim().toLowerCase()
  const shown = all.filter(({ product, codes }) =>
    [product.di, product.name, product.spec, ...codes.map(({ code }) => code)].some((value) => value.toLowerCase().includes(wanted)),
  )
  // What was searched may be in the tables only: then every product stays to choose from.
  const rows = shown.length === 0 && (found.data?.codes.length ?? 0) > 0 ? all : shown
  const selected = rows.find(({ product }) => product.id === chosen) ?? rows[0] ?? null
  return (
    <Page
      title={t('insurance.title')}
      sub={t('insurance.sub', { n: all.length, open: all.filter(({ faults }) => faults.length > 0).length, codes: found.data?.total ?? 0 })}
      busy={list.isPending || exported.isPending}
      actions={
        <>
          <SearchInput label={t('insurance.search')} value={text} onChange={setText} />
          {may('export.read') ? (
            <Button icon={<Icon name="download" />} onClick={() => exported.mutate()} disabled={exported.isPending}>
              {t('insurance.export')}
            </Button>
          ) : null}
          {may('insurance.write') ? (
            <Button icon={<Icon name="plus" />} onClick={() => setImporting(true)}>
              {t('insurance.import')}
            </Button>
          ) : null}
        </>
      }
    >
      {exported.error === null ? null : <ErrorList problems={problemsOf(exported.error)} />}
      <Loading query={list}>
        {all.length === 0 ? (
          <section className="panel grow">
            <p className="empty">{t('insurance.empty')}</p>
          </section>
        ) : (
          <div className="office-body with-detail">
            <section className="panel">
              <div className="panel-body">
                <ListTable
                  name={t('insurance.title')}
                  columns={columns(t)}
                  rows={rows}
                  idOf={({ product }) => product.id}
                  selected={selected?.product.id ?? null}
                  onSelect={({ product }) => setChosen(product.id)}
                  onOpen={({ product }) => setChosen(product.id)}
                />
              </div>
              <footer>
                {t('office.shown', { shown: rows.length, all: all.length })}
                <span className="grow" />
                {t('office.keys')}
              </footer>
            </section>
            {selected === null ? (
              <section className="panel" />
            ) : (
              <InsuranceDetail
                key={selected.product.id}
                product={selected}
                found={wanted.length < 2 ? [] : (found.data?.codes ?? [])}
                onChanged={() => void list.refetch()}
              />
            )}
          </div>
        )}
      </Loading>
      {importing ? (
        <InsuranceImport
          onDone={() => {
            setImporting(false)
            void list.refetch()
            void found.refetch()
          }}
        />
      ) : null}
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<ProductCodes>[] => [
  { key: 'di', title: t('field.di'), mono: true, cell: ({ product }) => product.di },
  {
    key: 'name',
    title: t('insurance.col.product'),
    cut: true,
    cell: ({ product: { name, spec } }) => <span title={name}>{`${name} ${spec}`}</span>,
  },
  { key: 'codes', title: t('insurance.col.codes'), align: 'right', cell: ({ codes }) => codes.length },
  {
    key: 'state',
    title: t('insurance.col.state'),
    cell: ({ faults, codes }) => (
      <span className="row" style={{ gap: 6 }}>
        <VerdictMark mark={faults.length === 0 ? 'pass' : 'device'} style={{ fontSize: 16 }} />
        {codes.length === 0 ? t('insurance.noCode') : faults.length === 0 ? t('insurance.fine') : t('insurance.open', { n: faults.length })}
      </span>
    ),
  },
]
