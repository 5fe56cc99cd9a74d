import { Button, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { permutation } from '../../../shared/pools/permutation.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { fault, sortProblems } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'
import type { Product } from './product-values.ts'
import { serialText } from './serial-text.ts'

interface Draft {
  readonly productId: number | null
  readonly kind: 'sequential' | 'permutation'
  readonly prefix: string
  readonly first: number
  readonly size: number
  readonly width: number
  readonly low: number
}

const fields = ['productId', 'kind', 'prefix', 'first', 'size', 'width', 'low'] as const
/** Only to show what permuted serials look like; the station makes its own key and shows it to nobody. */
const demonstration = [0x5eed, 0x1234, 0x9abc, 0x7f31] as const

export function NewPool({ products, onDone }: { readonly products: readonly Product[]; readonly onDone: (id: number | null) => void }) {
  const { t } = useWords()
  const [draft, setDraft] = useState<Draft>(() => ({
    productId: products[0]?.id ?? null,
    kind: 'sequential',
    prefix: '',
    first: 1,
    size: 10_000,
    width: 6,
    low: 500,
  }))
  const [pressed, setPressed] = useState(false)
  const create = useCommand(client.masters.createPool)
  const own = [
    ...(draft.productId === null ? [fault('productId', 'field.choose')] : []),
    ...(serialText(draft, draft.size - 1).length > 20
      ? [fault('width', 'pool.tooLong', { length: serialText(draft, draft.size - 1).length })]
      : []),
  ]
  const { of, rest } = sortProblems([...(pressed ? own : []), ...create.problems], fields)
  const change = (part: Partial<Draft>): void => {
    setDraft({ ...draft, ...part })
    create.clear()
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    const { productId, ...pool } = draft
    if (own.length > 0 || productId === null) return
    const done = await create.run({ pool: { ...pool, productId } })
    if (done !== undefined) onDone(done.id)
  }
  const number = (name: 'first' | 'size' | 'width' | 'low', min: number, max: number) => (
    <NumberField
      label={t(`office.pool.${name}`)}
      problems={of(name)}
      help={t(`office.pool.${name}Help`)}
      min={min}
      max={max}
      value={draft[name]}
      onChange={(value) => change({ [name]: value ?? min })}
    />
  )
  return (
    <form className="panel" onSubmit={(event) => void submit(event)} noValidate aria-label={t('office.pools.new')}>
      <div className="panel-top">
        <h2>{t('office.pools.new')}</h2>
      </div>
      <div className="panel-body section">
        <ErrorList problems={rest} />
        <div className="form">
          <Field label={t('office.order.product')} problems={of('productId')} full>
            {(control) => (
              <Select
                {...control}
                value={draft.productId}
                placeholder={t('office.pools.noProduct')}
                options={products.map(({ id, name, spec, di }) => ({ value: id, label: `${name} ${spec}  ${di}` }))}
                onChange={(productId: number) => change({ productId })}
              />
            )}
          </Field>
          <Field label={t('office.pool.kind')} problems={of('kind')} help={t(`office.pool.kindHelp.${draft.kind}`)} full>
            {(control) => (
              <Select
                {...control}
                value={draft.kind}
                options={(['sequential', 'permutation'] as const).map((value) => ({ value, label: t(`office.pool.kind.${value}`) }))}
                onChange={(kind: Draft['kind']) => change({ kind })}
              />
            )}
          </Field>
          <Field label={t('office.pool.prefix')} problems={of('prefix')} help={t('office.pool.prefixHelp')}>
            {(control) => (
              <Input
                {...control}
                className="mono"
                maxLength={12}
                value={draft.prefix}
                onChange={(event) => change({ prefix: event.target.value })}
              />
            )}
          </Field>
          {number('width', 0, 18)}
          {number('first', 0, Number.MAX_SAFE_INTEGER)}
          {number('size', 1, 1_000_000_000)}
          {number('low', 0, 1_000_000_000)}
          <Preview draft={draft} />
        </div>
      </div>
      <footer>
        <Button type="primary" htmlType="submit">
          {create.busy ? t('office.making') : t('office.pools.act', { n: draft.size })}
        </Button>
        <Button onClick={() => onDone(null)}>{t('act.cancel')}</Button>
      </footer>
    </form>
  )
}

function Preview({ draft }: { readonly draft: Draft }) {
  const { t } = useWords()
  const mixed = draft.kind === 'permutation'
  const at = mixed ? permutation(draft.size, demonstration) : (position: number) => position
  const positions = [0, 1, 2].filter((position) => position < draft.size)
  return (
    <div className="field" aria-live="polite">
      <span className="field-name">{t(mixed ? 'office.pool.previewMixed' : 'office.pool.preview')}</span>
      <p className="mono serials">
        {positions.map((position) => (
          <span key={position}>{serialText(draft, at(position))}</span>
        ))}
      </p>
      <span className="help">
        {mixed ? t('office.pool.previewMixedHelp') : t('office.pool.previewLast', { serial: serialText(draft, draft.size - 1) })}
      </span>
    </div>
  )
}
