import { Button } from 'antd'
import { type FormEvent, useState } from 'react'
import { client } from '../../client.ts'
import { useWords } from '../../station/words.ts'
import { FormFaults } from '../parts/form-faults.tsx'
import { Page } from '../parts/page.tsx'
import { sortProblems } from '../parts/problems.ts'
import { useSigned } from '../parts/signature-due.tsx'
import { PackingEditor } from './packing-editor.tsx'
import { CodeFields, IdentityFields, RuleFields } from './product-fields.tsx'
import { inputOf, newProduct, type Product, type ProductInput, productFaults } from './product-values.ts'

const fields = [
  'agency',
  'di',
  'name',
  'nameEn',
  'spec',
  'ref',
  'registration',
  'registrationUntil',
  'registrant',
  'trace',
  'pi',
  'expiryTerm',
  'shelf',
  'sterile',
  'singleUse',
  'template',
  'voidRule',
  'reprintLimit',
  'missingLimit',
  'leastGrade',
  'stopAfter',
  'packing',
] as const

/** A product as a form: its data left, its packing right. Faults of a typed DI show at once, the others when it is saved. */
export function ProductForm({ product, onDone }: { readonly product: Product | null; readonly onDone: (id: number | null) => void }) {
  const { t } = useWords()
  const [draft, setDraft] = useState<ProductInput>(() => (product === null ? newProduct() : inputOf(product)))
  const [pressed, setPressed] = useState(false)
  const save = useSigned('productChanged', client.masters.saveProduct, (done) => onDone(done.id))
  const own = productFaults(draft)
  const seen = pressed ? own : own.filter(({ code, params }) => code === 'product.di' && String(params['di']).length >= 14)
  const sorted = sortProblems([...seen, ...(own.length > 0 ? [] : save.problems)], fields)
  const change = (part: Partial<ProductInput>): void => {
    setDraft({ ...draft, ...part })
    save.clear()
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0) return
    await save.run({ id: product?.id ?? null, product: draft })
  }
  return (
    <Page title={product === null ? t('office.products.new') : t('office.products.edit', { name: product.name })} busy={save.busy}>
      {save.dialog}
      <form className="office-body with-detail" onSubmit={(event) => void submit(event)} noValidate>
        <section className="panel">
          <div className="panel-body section">
            <FormFaults sorted={sorted} />
            <div className="form">
              <IdentityFields draft={draft} of={sorted.of} onChange={change} fixed={product !== null} />
              <CodeFields draft={draft} of={sorted.of} onChange={change} />
              <RuleFields draft={draft} of={sorted.of} onChange={change} />
            </div>
          </div>
          <footer>
            <Button type="primary" htmlType="submit">
              {save.busy ? t('office.saving') : t('act.save')}
            </Button>
            <Button onClick={() => onDone(null)}>{t('act.cancel')}</Button>
          </footer>
        </section>
        <PackingEditor draft={draft} problems={sorted.of('packing')} onChange={(packing) => change({ packing })} />
      </form>
    </Page>
  )
}
