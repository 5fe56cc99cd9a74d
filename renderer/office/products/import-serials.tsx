import type { InferContractRouterOutputs } from '@orpc/contract'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Radio, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Contract } from '../../../shared/contract/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { problemsOf } from '../../station/problems.ts'
import { forget, type GivenFile, sendable } from '../../station/upload.ts'
import { useWords } from '../../station/words.ts'
import { Faulty } from '../orders/import-tables.tsx'
import { Field, FieldSet } from '../parts/field.tsx'
import { FilePicker } from '../parts/file-picker.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { useCommand } from '../use-command.ts'
import type { Product } from './product-values.ts'

type Preview = InferContractRouterOutputs<Contract>['masters']['previewSerials']

/** Takes a list of serials over: to draw from, or as used before this station and never to be drawn. */
export function ImportSerials({
  products,
  onDone,
}: {
  readonly products: readonly Product[]
  readonly onDone: (id: number | null) => void
}) {
  const { t } = useWords()
  const [file, setFile] = useState<GivenFile | null>(null)
  const [productId, setProductId] = useState<number | null>(products[0]?.id ?? null)
  const [usedBefore, setUsedBefore] = useState(false)
  const [low, setLow] = useState(500)
  const [count, setCount] = useState<number | null>(null)
  const [partner, setPartner] = useState('')
  const [preview, setPreview] = useState<Preview | null>(null)
  const take = useCommand(client.masters.importSerials)
  const read = useMutation({
    mutationFn: async (asked: { given: GivenFile; product: number; column: string | null }) =>
      client.masters.previewSerials({
        productId: asked.product,
        file: await sendable(asked.given),
        column: asked.column,
        partner: partner.trim(),
      }),
    onSuccess: setPreview,
    onError: (_error, { given }) => {
      forget(given)
      setPreview(null)
    },
  })
  const ask = (given: GivenFile | null, product: number | null, column: string | null): void => {
    take.clear()
    if (given !== null && product !== null) read.mutate({ given, product, column })
  }
  const ready = preview !== null && preview.problems.length === 0 && !read.isPending
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (file === null || productId === null || preview === null || !ready) return
    const done = await take.run({ productId, file: await sendable(file), column: preview.column, partner: partner.trim(), usedBefore, low })
    if (done === undefined) return
    if (done.poolId === null) setCount(done.count)
    else onDone(done.poolId)
  }
  return (
    <form className="panel" onSubmit={(event) => void submit(event)} noValidate aria-label={t('office.pools.import')}>
      <div className="panel-top">
        <h2>{t('office.pools.import')}</h2>
      </div>
      <div className="panel-body section">
        {count === null ? null : (
          <div className="note-box tight pass" role="status">
            <VerdictMark mark="pass" />
            <p>{t('office.serials.noted', { n: count })}</p>
          </div>
        )}
        <div className="form">
          <Field label={t('office.order.product')} full>
            {(control) => (
              <Select
                {...control}
                value={productId}
                placeholder={t('office.pools.noProduct')}
                options={products.map(({ id, name, spec, di }) => ({ value: id, label: `${name} ${spec}  ${di}` }))}
                onChange={(id: number) => {
                  setProductId(id)
                  ask(file, id, preview?.column ?? null)
                }}
              />
            )}
          </Field>
          <FieldSet label={t('office.serials.purpose')} full>
            <Radio.Group
              className="choices-down"
              value={usedBefore}
              onChange={(event) => setUsedBefore(event.target.value === true)}
              options={[
                { value: false, label: t('office.serials.draw') },
                { value: true, label: t('office.serials.usedBefore') },
              ]}
            />
          </FieldSet>
          {usedBefore ? null : (
            <NumberField
              label={t('office.pool.low')}
              help={t('office.pool.lowHelp')}
              min={0}
              value={low}
              onChange={(value) => setLow(value ?? 0)}
            />
          )}
          <div className="full">
            <FilePicker
              label={t('office.serials.file')}
              help={t('office.serials.fileHelp')}
              accept=".csv,.txt,.xlsx"
              file={file}
              onFile={(given) => {
                setFile(given)
                setCount(null)
                ask(given, productId, null)
              }}
            />
          </div>
          <Field label={t('office.import.partner')} help={t('office.import.partnerHelp')}>
            {(control) => (
              <Input
                {...control}
                maxLength={40}
                value={partner}
                onChange={(event) => setPartner(event.target.value)}
                onBlur={() => ask(file, productId, null)}
              />
            )}
          </Field>
          {preview === null ? null : (
            <Field label={t('office.serials.column')} help={t('office.import.encoding', { encoding: preview.encoding })}>
              {(control) => (
                <Select
                  {...control}
                  value={preview.column}
                  placeholder={t('office.serials.columnChoose')}
                  options={preview.columns.map(({ header, sample }) => ({ value: header, label: `${header}  ${sample}` }))}
                  onChange={(column: string) => ask(file, productId, column)}
                />
              )}
            </Field>
          )}
          <div className="full">
            <ErrorList problems={[...take.problems, ...(read.error === null ? [] : problemsOf(read.error))]} />
            {preview === null || preview.problems.length === 0 ? null : <Faulty problems={preview.problems} />}
          </div>
        </div>
      </div>
      <footer>
        <Button type="primary" htmlType="submit" disabled={!ready || take.busy}>
          {take.busy || read.isPending ? t('office.import.reading') : t('office.serials.act', { n: ready ? (preview?.count ?? 0) : 0 })}
        </Button>
        <Button onClick={() => onDone(null)}>{t('act.cancel')}</Button>
      </footer>
    </form>
  )
}
