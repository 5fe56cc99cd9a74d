import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Input, Select } from 'antd'
import { useEffect, useState } from 'react'
import { type ProductColumn, productColumns } from '../../../shared/product-list.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { problemsOf } from '../../station/problems.ts'
import { forget, type GivenFile, sendable } from '../../station/upload.ts'
import { useWords } from '../../station/words.ts'
import { Faulty } from '../orders/import-tables.tsx'
import { ColumnUses, usesOf } from '../parts/column-uses.tsx'
import { Field } from '../parts/field.tsx'
import { FilePicker } from '../parts/file-picker.tsx'
import { useCommand } from '../use-command.ts'
import { newProduct } from './product-values.ts'

type Preview = Awaited<ReturnType<typeof client.masters.previewProducts>>

/** Products and DIs from a list of issued codes, in whatever layout: its columns, what it does not say, every fault at once. */
export function ProductImport({ onDone }: { readonly onDone: () => void }) {
  const { t } = useWords()
  const templates = useQuery(api.templates.list.queryOptions())
  const [file, setFile] = useState<GivenFile | null>(null)
  const [partner, setPartner] = useState('')
  const [mapping, setMapping] = useState<Record<string, ProductColumn> | null>(null)
  const [template, setTemplate] = useState('')
  const [registrant, setRegistrant] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const [problems, setProblems] = useState<ReturnType<typeof problemsOf>>([])
  const commit = useCommand(client.masters.importProducts)
  const {
    agency: _a,
    di: _d,
    name: _n,
    nameEn: _e,
    spec: _s,
    ref: _r,
    registration: _g,
    registrationUntil: _u,
    packing: _p,
    ...rest
  } = newProduct()
  const chosen = template || templates.data?.[0]?.name || ''
  const defaults = { ...rest, template: chosen, registrant: registrant.trim() }
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again for another file, mapping or default
  useEffect(() => {
    if (file === null || chosen === '') return
    let stale = false
    const ask = async (): Promise<void> => {
      try {
        const read = await client.masters.previewProducts({ file: await sendable(file), mapping, partner: partner.trim(), defaults })
        if (stale) return
        setPreview(read)
        setProblems([])
      } catch (error) {
        if (stale) return
        forget(file)
        setPreview(null)
        setProblems(problemsOf(error))
      }
    }
    const timer = setTimeout(() => void ask(), 200)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [file, mapping, chosen, registrant, partner])
  const ready = preview !== null && preview.problems.length === 0 && preview.made > 0
  const make = async (): Promise<void> => {
    if (file === null || preview === null) return
    const done = await commit.run({ file: await sendable(file), mapping: usesOf(preview.columns), partner: partner.trim(), defaults })
    if (done !== undefined) onDone()
  }
  return (
    <Drawer
      open
      size={720}
      title={t('products.import')}
      onClose={onDone}
      mask={{ closable: false }}
      footer={
        <div className="row" style={{ gap: 8 }}>
          <Button type="primary" disabled={!ready || commit.busy} onClick={() => void make()}>
            {commit.busy ? t('office.making') : t('products.import.act', { n: preview?.made ?? 0 })}
          </Button>
          <Button onClick={onDone}>{t('act.cancel')}</Button>
        </div>
      }
    >
      <div className="form">
        <div className="full">
          <FilePicker
            label={t('products.import.file')}
            help={t('products.import.fileHelp')}
            accept=".csv,.txt,.tsv,.xlsx"
            file={file}
            onFile={(given) => {
              setFile(given)
              setMapping(null)
            }}
          />
        </div>
        <Field label={t('products.import.template')}>
          {({ status: _status, ...control }) => (
            <Select
              {...control}
              value={chosen}
              options={(templates.data ?? []).map(({ name, title }) => ({ value: name, label: title }))}
              onChange={(name: string) => setTemplate(name)}
            />
          )}
        </Field>
        <Field label={t('office.product.registrant')}>
          {({ status: _status, ...control }) => (
            <Input {...control} maxLength={80} value={registrant} onChange={(event) => setRegistrant(event.target.value)} />
          )}
        </Field>
        <Field label={t('office.import.partner')} help={t('office.import.partnerHelp')} full>
          {({ status: _status, ...control }) => (
            <Input {...control} maxLength={40} value={partner} onChange={(event) => setPartner(event.target.value)} />
          )}
        </Field>
      </div>
      <ErrorList problems={[...problems, ...commit.problems]} />
      {preview === null ? null : (
        <>
          <div className={`note-box tight ${ready ? 'pass' : 'warn'}`} role="status" style={{ marginTop: 16 }}>
            <VerdictMark mark={ready ? 'pass' : 'device'} />
            <p>
              {preview.problems.length > 0
                ? t('errors.count', { n: preview.problems.length })
                : t('products.import.will', { made: preview.made, known: preview.known })}
            </p>
          </div>
          {preview.problems.length === 0 ? null : <Faulty problems={[...preview.problems]} />}
          <h3 style={{ marginTop: 16 }}>{t('insurance.columns')}</h3>
          <ColumnUses columns={preview.columns} uses={productColumns} word={(use) => t(`products.use.${use}`)} onChange={setMapping} />
        </>
      )}
    </Drawer>
  )
}
