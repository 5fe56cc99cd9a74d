import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount } from '../../design/format.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { problemsOf } from '../../station/problems.ts'
import { forget, type GivenFile, sendable } from '../../station/upload.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { FilePicker } from '../parts/file-picker.tsx'
import { Page } from '../parts/page.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { useCommand } from '../use-command.ts'
import { Columns, type ColumnUse, Faulty, type Preview } from './import-tables.tsx'

/** Orders from a file: choose it, see how its columns are read, mend all faults at once, make every order or none. */
export function ImportPage() {
  const { t } = useWords()
  const go = useNavigate()
  const [file, setFile] = useState<GivenFile | null>(null)
  const [partner, setPartner] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [asked, setAsked] = useState('')
  const read = useMutation({
    mutationFn: async ({ given, ...rest }: { given: GivenFile; mapping: Record<string, ColumnUse> | null; partner: string }) =>
      client.orders.previewImport({ ...rest, file: await sendable(given) }),
    onError: (_error, { given }) => forget(given),
  })
  const commit = useCommand(client.orders.commitImport)
  // What was found stays until the next answer is there.
  const ask = (given: GivenFile, mapping: Record<string, ColumnUse> | null): void => {
    commit.clear()
    setAsked(partner)
    read.mutate({ given, mapping, partner: partner.trim() }, { onSuccess: setPreview, onError: () => setPreview(null) })
  }
  const ready = preview !== null && !read.isPending && preview.problems.length === 0
  const make = async (): Promise<void> => {
    if (file === null || preview === null) return
    const done = await commit.run({
      file: await sendable(file),
      mapping: Object.fromEntries(preview.columns.map(({ header, use }) => [header, use])),
      partner: partner.trim(),
    })
    if (done !== undefined) void go({ to: '/orders' })
  }
  return (
    <Page title={t('office.import.title')} sub={t('office.import.sub')} busy={read.isPending || commit.busy}>
      <div className="form">
        <FilePicker
          label={t('office.import.file')}
          help={t('office.import.fileHelp')}
          accept=".csv,.txt,.tsv,.xlsx"
          file={file}
          onFile={(given) => {
            setFile(given)
            ask(given, null)
          }}
        />
        <Field label={t('office.import.partner')} help={t('office.import.partnerHelp')}>
          {(control) => (
            <Input
              {...control}
              maxLength={40}
              value={partner}
              onChange={(event) => setPartner(event.target.value)}
              onBlur={() => file !== null && partner !== asked && ask(file, null)}
            />
          )}
        </Field>
      </div>
      <ErrorList problems={[...(read.error === null ? [] : problemsOf(read.error)), ...commit.problems]} />
      {preview === null || file === null ? (
        <section className="panel grow">
          <p className="empty">{read.isPending ? t('office.import.reading') : t('office.import.empty')}</p>
        </section>
      ) : (
        <div className="office-body half">
          <Columns columns={preview.columns} encoding={preview.encoding} onChange={(mapping) => ask(file, mapping)} />
          <section className="panel" aria-busy={read.isPending}>
            <div className="panel-top">
              <VerdictMark mark={ready ? 'pass' : 'fail'} style={{ fontSize: 20 }} />
              <h2>
                {ready ? t('office.import.good', { n: amount(preview.rows) }) : t('errors.count', { n: amount(preview.problems.length) })}
              </h2>
              <span className="softer">
                {ready ? null : t('office.import.rows', { rows: amount(preview.rows), valid: amount(preview.valid) })}
              </span>
            </div>
            <Scroll>{ready ? <p className="empty">{t('office.import.readyWords')}</p> : <Faulty problems={preview.problems} />}</Scroll>
            <footer>
              <Button type="primary" disabled={!ready} onClick={() => void make()}>
                {commit.busy ? t('office.making') : t('office.import.act', { n: amount(preview.rows) })}
              </Button>
              <Button onClick={() => void go({ to: '/orders' })}>{t('act.cancel')}</Button>
              <span className="grow" />
              <span>{ready ? t('office.import.allOrNone') : t('office.import.mendFirst')}</span>
            </footer>
          </section>
        </div>
      )}
    </Page>
  )
}
