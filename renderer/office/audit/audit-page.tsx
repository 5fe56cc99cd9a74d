import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Button, Dropdown, Select } from 'antd'
import { useDeferredValue, useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { useScan } from '../../scan/use-scan.ts'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { SearchInput } from '../parts/search-input.tsx'
import { useRecord } from '../parts/use-record.ts'
import { AuditDetail } from './audit-detail.tsx'
import { type AuditRow, actOf, clockOf, objectOf, whoOf } from './audit-words.ts'
import { LogBand } from './log-band.tsx'

const pageSize = 50
const spans = { today: 0, week: 6, month: 29, all: null } as const
type Span = keyof typeof spans
const groups = [1, 2, 3, 4, 5, 6] as const

/** The log: whether it is whole, and what happened. */
export function AuditPage() {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const text = useDeferredValue(typed.trim())
  const [span, setSpan] = useState<Span>('today')
  const [group, setGroup] = useState<number | null>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  useScan({ scan: (scan) => setTyped(scan.text) })
  const from = startOf(spans[span])
  const found = useInfiniteQuery({
    ...api.audit.search.infiniteOptions({
      input: (before: number | null) => ({ text, from, to: null, group, before, limit: pageSize }),
      initialPageParam: null as number | null,
      getNextPageParam: (last) => (last.rows.length < pageSize ? undefined : last.rows.at(-1)?.seq),
    }),
    placeholderData: keepPreviousData,
  })
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const total = found.data?.pages[0]?.total ?? 0
  const selected = rows.find(({ seq }) => seq === chosen) ?? rows[0] ?? null
  const may = useMay()
  const record = useRecord(client.records.audit)
  const save = (format: 'csv' | 'json' | 'pdf'): void => void record.run({ format, text, from, to: null, group })
  return (
    <Page
      title={t('nav.audit')}
      busy={found.isFetching || record.busy}
      actions={
        <>
          <SearchInput label={t('office.audit.search')} value={typed} onChange={setTyped} keepScan />
          <Select
            aria-label={t('office.audit.span')}
            style={{ width: 120 }}
            value={span}
            options={(Object.keys(spans) as Span[]).map((value) => ({ value, label: t(`office.audit.span.${value}`) }))}
            onChange={setSpan}
          />
          <Select
            aria-label={t('office.audit.group')}
            style={{ width: 140 }}
            value={group}
            options={[
              { value: null, label: t('office.audit.allActs') },
              ...groups.map((value) => ({ value, label: t(`kind.group.${value}`) })),
            ]}
            onChange={(value: number | null) => setGroup(value)}
          />
          {!may('evidence.export') ? null : record.busy ? (
            <>
              <Button icon={<Icon name="download" />}>{record.busyWords}</Button>
              <Button onClick={record.stop}>{t('record.act.stop')}</Button>
            </>
          ) : (
            <Dropdown
              trigger={['click']}
              menu={{
                items: (['csv', 'pdf', 'json'] as const).map((format) => ({ key: format, label: t(`record.act.${format}`) })),
                onClick: ({ key }) => save(key as 'csv' | 'json' | 'pdf'),
              }}
            >
              <Button icon={<Icon name="download" />}>{t('office.export')}</Button>
            </Dropdown>
          )}
        </>
      }
    >
      <LogBand />
      <ErrorList problems={record.problems} />
      <Loading query={found}>
        <div className={selected === null ? 'office-body' : 'office-body with-detail audit'}>
          <section className="panel grow">
            <div className="panel-body">
              {rows.length === 0 ? (
                <p className="empty">{t(text === '' ? 'office.audit.empty' : 'office.audit.none', { text })}</p>
              ) : (
                <ListTable
                  name={t('nav.audit')}
                  columns={columns(t)}
                  rows={rows}
                  idOf={({ seq }) => seq}
                  selected={selected?.seq ?? null}
                  onSelect={({ seq }) => setChosen(seq)}
                />
              )}
            </div>
            <footer>
              {t('office.shown', { shown: rows.length, all: total })}
              {found.hasNextPage ? (
                <Button size="small" onClick={() => void found.fetchNextPage()}>
                  {t('office.more')}
                </Button>
              ) : null}
              <span className="grow" />
              {t('office.keys')}
            </footer>
          </section>
          {selected === null ? null : <AuditDetail key={selected.seq} seq={selected.seq} />}
        </div>
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<AuditRow>[] => [
  { key: 'at', title: t('office.audit.time'), mono: true, cell: (row) => <span className="soft">{clockOf(row)}</span> },
  {
    key: 'seq',
    title: t('office.audit.seq'),
    align: 'right',
    mono: true,
    cell: ({ seq }) => <span className="softer">{amount(seq)}</span>,
  },
  { key: 'who', title: t('office.audit.who'), cell: (row) => whoOf(row) },
  { key: 'act', title: t('office.audit.act'), cell: (row) => <span style={{ fontWeight: 500 }}>{actOf(row)}</span> },
  { key: 'object', title: t('office.audit.object'), cut: true, cell: (row) => <span className="soft">{objectOf(row)}</span> },
  {
    key: 'role',
    title: t('office.audit.role'),
    wide: true,
    cell: ({ actor }) => <span className="soft">{whoOf({ actor: { ...actor, name: '' } })}</span>,
  },
  {
    key: 'marks',
    title: t('office.audit.marks'),
    align: 'right',
    cell: ({ reason, signed, changed }) => (
      <>
        {reason ? <Flag short={t('office.audit.flag.reason')} long={t('office.audit.flag.reason.long')} /> : null}
        {changed ? <Flag short={t('office.audit.flag.changed')} long={t('office.audit.flag.changed.long')} /> : null}
        {signed ? <Flag short={t('office.audit.flag.signed')} long={t('office.audit.flag.signed.long')} /> : null}
      </>
    ),
  },
]

function Flag({ short, long }: { readonly short: string; readonly long: string }) {
  return (
    <span className="flag" title={long}>
      <span aria-hidden="true">{short}</span>
      <span className="unseen">{long}</span>
    </span>
  )
}

/** Midnight so many days ago; null = from the beginning. */
function startOf(days: number | null): number | null {
  if (days === null) return null
  const day = new Date()
  day.setHours(0, 0, 0, 0)
  day.setDate(day.getDate() - days)
  return day.getTime()
}
