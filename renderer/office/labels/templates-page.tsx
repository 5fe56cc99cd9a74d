import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Segmented, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount, dayOf } from '../../design/format.ts'
import { StatusTag } from '../../design/status-tag.tsx'
import { api } from '../../station/api.ts'
import { problemsOf } from '../../station/problems.ts'
import { useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { useCommand } from '../use-command.ts'
import { LabelStage } from './label-stage.tsx'
import { SymbolPanel } from './symbol-panel.tsx'

const heads = [203, 300, 600] as const
type Dpi = (typeof heads)[number]

/** What a template prints: the raster that is sent, with rulers, and what was measured on it. */
export function TemplatesPage() {
  const { t } = useWords()
  const list = useQuery(api.templates.list.queryOptions())
  const orders = useQuery(api.orders.list.queryOptions()).data ?? []
  const [chosen, setChosen] = useState<string | null>(null)
  const [orderId, setOrderId] = useState<number | null>(null)
  const [dpi, setDpi] = useState<Dpi>(300)
  const template = list.data?.find(({ name }) => name === chosen) ?? list.data?.[0] ?? null
  const preview = useQuery({
    ...api.templates.preview.queryOptions({ input: { name: template?.name ?? '', orderId, dpi } }),
    enabled: template !== null,
    placeholderData: keepPreviousData,
  })
  const save = useCommand(async ({ format }: { format: 'png' | 'pdf'; key: string }) => {
    const file = await client.templates.exportPicture({ name: template?.name ?? '', orderId, dpi, format })
    download(file.name, file.bytes)
    return file.name
  })
  const shown = preview.error === null ? preview.data : undefined
  return (
    <Page
      title={template?.title ?? t('nav.templates')}
      busy={preview.isFetching || save.busy}
      actions={
        template === null ? null : (
          <>
            <StatusTag tone={template.approvedAt === null ? 'warn' : 'pass'}>V{template.version}</StatusTag>
            <span className="softer nowrap">
              {template.approvedAt === null
                ? t('office.template.notApproved')
                : t('office.template.approved', {
                    name: template.approvedBy ?? t('role.system'),
                    day: dayOf(template.approvedAt).slice(5),
                  })}
            </span>
            <Select
              aria-label={t('office.template.order')}
              style={{ width: 190 }}
              value={orderId}
              options={[{ value: null, label: t('office.template.newest') }, ...orders.map(({ id, no }) => ({ value: id, label: no }))]}
              onChange={(id: number | null) => setOrderId(id)}
            />
            <Select
              aria-label={t('nav.templates')}
              style={{ width: 190 }}
              value={template.name}
              options={(list.data ?? []).map(({ name, title }) => ({ value: name, label: title }))}
              onChange={setChosen}
            />
          </>
        )
      }
    >
      <Loading query={list}>
        {template === null ? (
          <section className="panel grow">
            <p className="empty">{t('office.templates.empty')}</p>
          </section>
        ) : (
          <div className={preview.error === null ? 'office-body with-detail narrow' : 'office-body'}>
            <section className="panel grow">
              <div className="panel-top">
                <h2>{t('office.template.preview')}</h2>
                <span className="softer nowrap">
                  {shown === undefined ? null : t('office.template.record')}{' '}
                  <span className="mono">{shown?.record.serial ?? shown?.record.lot ?? shown?.record.di ?? ''}</span>
                </span>
                <span className="grow" />
                <Segmented
                  size="small"
                  aria-label={t('office.template.head')}
                  value={dpi}
                  options={heads.map((value) => ({ value, label: `${value} dpi` }))}
                  onChange={(value) => setDpi(value)}
                />
              </div>
              {preview.error !== null ? (
                <div className="empty">
                  <ErrorList problems={problemsOf(preview.error)} />
                </div>
              ) : shown === undefined ? (
                <div className="label-stage" aria-busy="true" />
              ) : (
                <LabelStage picture={shown.picture} box={shown.symbol.box} />
              )}
              <ErrorList problems={save.problems} />
              <footer>
                {shown === undefined ? null : (
                  <>
                    <span className="nowrap soft">
                      {t('office.template.size', {
                        w: shown.picture.widthMm.toFixed(1),
                        h: shown.picture.heightMm.toFixed(1),
                        dw: amount(shown.picture.width),
                        dh: amount(shown.picture.height),
                      })}
                    </span>
                    <span className="nowrap">{t('office.template.sameDots')}</span>
                    <span className="mono nowrap" title={shown.picture.sha256}>
                      {shown.picture.sha256.slice(0, 4)}…{shown.picture.sha256.slice(-4)}
                    </span>
                  </>
                )}
                <span className="grow" />
                <Button size="small" disabled={shown === undefined} onClick={() => void save.run({ format: 'png' })}>
                  {t('office.template.png')}
                </Button>
                <Button size="small" disabled={shown === undefined} onClick={() => void save.run({ format: 'pdf' })}>
                  {t('office.template.pdf')}
                </Button>
              </footer>
            </section>
            {preview.error !== null ? null : shown === undefined ? <section className="panel" /> : <SymbolPanel preview={shown} />}
          </div>
        )}
      </Loading>
    </Page>
  )
}
