import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { expiryDate, isDate } from '../../../shared/dates.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { dayOf } from '../../design/format.ts'
import { api } from '../../station/api.ts'
import { useWords } from '../../station/words.ts'
import { useChosenOrder } from '../chosen.ts'
import { DateInput, tidy } from '../parts/date-input.tsx'
import { Field } from '../parts/field.tsx'
import { FormFaults } from '../parts/form-faults.tsx'
import { Loading } from '../parts/loading.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { Page } from '../parts/page.tsx'
import { fault, sortProblems } from '../parts/problems.ts'
import type { Product } from '../products/product-values.ts'
import { useCommand } from '../use-command.ts'
import { OrderPreview } from './order-preview.tsx'

export interface OrderDraft {
  readonly no: string
  readonly productId: number | null
  readonly lot: string
  readonly made: string
  readonly quantity: number | null
  readonly verify: 'every' | 'firstLast' | 'nth' | 'count'
  readonly nth: number
  readonly verifyOnly: boolean
}

const fields = ['no', 'productId', 'lot', 'made', 'quantity', 'policy'] as const

export function NewOrderPage() {
  const { t } = useWords()
  const go = useNavigate()
  const choose = useChosenOrder((state) => state.choose)
  const products = useQuery(api.masters.products.queryOptions())
  const [draft, setDraft] = useState<OrderDraft>(() => ({
    no: '',
    productId: null,
    lot: '',
    made: dayOf(Date.now()),
    quantity: null,
    verify: 'every',
    nth: 10,
    verifyOnly: false,
  }))
  const [pressed, setPressed] = useState(false)
  const command = useCommand(client.orders.create)
  const product = products.data?.find(({ id }) => id === draft.productId) ?? null
  const own = problemsOfDraft(draft, product)
  const sorted = sortProblems(pressed ? (own.length > 0 ? own : command.problems) : [], fields)
  const change = (part: Partial<OrderDraft>): void => {
    setDraft({ ...draft, ...part })
    command.clear()
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0 || draft.productId === null || draft.quantity === null) return
    const { no, productId, lot, made, quantity, verify, nth, verifyOnly } = draft
    const done = await command.run({
      order: { no: no.trim(), productId, lot: lot.trim(), made: tidy(made), quantity, policy: { verify, nth, ahead: 5, verifyOnly } },
    })
    if (done === undefined) return
    choose(done.id)
    void go({ to: '/orders' })
  }
  return (
    <Page title={t('office.newOrder.title')} busy={products.isPending || command.busy}>
      <Loading query={products}>
        <form className="office-body with-detail" onSubmit={(event) => void submit(event)} noValidate>
          <section className="panel">
            <div className="panel-body section">
              <FormFaults sorted={sorted} />
              <Fields draft={draft} products={products.data ?? []} of={sorted.of} onChange={change} />
            </div>
            <footer>
              <Button type="primary" htmlType="submit">
                {command.busy ? t('office.making') : t('office.newOrder.act')}
              </Button>
              <Button onClick={() => void go({ to: '/orders' })}>{t('act.cancel')}</Button>
            </footer>
          </section>
          <OrderPreview draft={draft} product={product} />
        </form>
      </Loading>
    </Page>
  )
}

interface FieldsProps {
  readonly draft: OrderDraft
  readonly products: readonly Product[]
  readonly of: (field: string) => readonly Problem[]
  readonly onChange: (part: Partial<OrderDraft>) => void
}

function Fields({ draft, products, of, onChange }: FieldsProps) {
  const { t } = useWords()
  return (
    <div className="form">
      <Field label={t('office.order.product')} problems={of('productId')} full>
        {(control) => (
          <Select
            {...control}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.productId}
            placeholder={t('office.newOrder.chooseProduct')}
            options={products.map((one) => ({ value: one.id, label: `${one.name} ${one.spec}  ${one.di}` }))}
            onChange={(productId: number) => onChange({ productId })}
          />
        )}
      </Field>
      <Field label={t('field.order')} problems={of('no')} help={t('office.newOrder.noHelp')}>
        {(control) => (
          <Input {...control} className="mono" maxLength={30} value={draft.no} onChange={(event) => onChange({ no: event.target.value })} />
        )}
      </Field>
      <Field label={t('field.lot')} problems={of('lot')} help={t('office.newOrder.lotHelp')}>
        {(control) => (
          <Input
            {...control}
            className="mono"
            maxLength={20}
            value={draft.lot}
            onChange={(event) => onChange({ lot: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('field.made')} problems={of('made')} help={t('office.date.help')}>
        {(control) => <DateInput {...control} value={draft.made} onChange={(made) => onChange({ made })} />}
      </Field>
      <NumberField
        label={t('office.order.quantity')}
        problems={of('quantity')}
        min={1}
        max={1_000_000}
        value={draft.quantity}
        onChange={(quantity) => onChange({ quantity })}
      />
      <h3>{t('office.order.policy')}</h3>
      <Field label={t('office.policy.verify')} problems={of('policy')}>
        {(control) => (
          <Select
            {...control}
            value={draft.verify}
            options={(['every', 'firstLast', 'nth', 'count'] as const).map((value) => ({
              value,
              label: t(`office.policy.${value}`, { n: draft.nth }),
            }))}
            onChange={(verify: OrderDraft['verify']) => onChange({ verify })}
          />
        )}
      </Field>
      {draft.verify === 'nth' ? (
        <NumberField
          label={t('office.policy.nthLabel')}
          min={2}
          max={1000}
          value={draft.nth}
          onChange={(nth) => onChange({ nth: nth ?? 10 })}
        />
      ) : (
        <span />
      )}
      <Field label={t('office.policy.printing')} help={t(draft.verifyOnly ? 'office.policy.verifyOnlyHelp' : 'office.policy.printHelp')}>
        {(control) => (
          <Select
            {...control}
            value={draft.verifyOnly}
            options={[
              { value: false, label: t('office.policy.print') },
              { value: true, label: t('office.policy.verifyOnly') },
            ]}
            onChange={(verifyOnly: boolean) => onChange({ verifyOnly })}
          />
        )}
      </Field>
    </div>
  )
}

const lotCharacters = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/

/** What the page can see by itself; the engine looks again, and at what it alone knows. */
function problemsOfDraft({ no, productId, lot, made, quantity }: OrderDraft, product: Product | null): Problem[] {
  const problems: Problem[] = []
  if (productId === null) problems.push(fault('productId', 'field.choose'))
  if (no.trim() === '') problems.push(fault('no', 'field.due'))
  if (lot.trim() === '') problems.push(fault('lot', 'field.due'))
  else if (!lotCharacters.test(lot.trim())) problems.push(fault('lot', 'order.lotCharacters', { lot }))
  const today = dayOf(Date.now())
  const day = tidy(made)
  if (!isDate(day)) problems.push(fault('made', 'field.date'))
  else if (day > today) problems.push(fault('made', 'order.madeLater', { made: day, today }))
  else if (product?.shelf != null && expiryDate(day, product.shelf) < today)
    problems.push(fault('made', 'order.expired', { expires: expiryDate(day, product.shelf) }))
  if (isDate(day) && product?.registrationUntil != null && day > product.registrationUntil)
    problems.push(fault('made', 'order.registrationLapsed', { until: product.registrationUntil }))
  if (quantity === null) problems.push(fault('quantity', 'field.due'))
  return problems
}
