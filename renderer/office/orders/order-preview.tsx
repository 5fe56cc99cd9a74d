import { useQuery } from '@tanstack/react-query'
import { expiryDate, isDate } from '../../../shared/dates.ts'
import { amount } from '../../design/format.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { tidy } from '../parts/date-input.tsx'
import type { Product } from '../products/product-values.ts'
import type { OrderDraft } from './order-form.tsx'
import { useRuleWords } from './rule-words.ts'

/** What this order will print, while it is being written. */
export function OrderPreview({ draft, product }: { readonly draft: OrderDraft; readonly product: Product | null }) {
  const { t } = useWords()
  const rule = useRuleWords()
  const day = tidy(draft.made)
  const expires = product?.shelf != null && isDate(day) ? expiryDate(day, product.shelf) : null
  return (
    <section className="panel" aria-label={t('office.order.codes')} aria-live="polite">
      <div className="detail-head">
        <span className="mono softer">{draft.no.trim() === '' ? t('office.newOrder.noNumber') : draft.no}</span>
        <h2>{product === null ? t('office.newOrder.noProduct') : `${product.name} ${product.spec}`}</h2>
      </div>
      {product === null ? (
        <p className="empty">{t('office.newOrder.previewEmpty')}</p>
      ) : (
        <div className="panel-body">
          <div className="section">
            <h3>{t('office.order.codes')}</h3>
            <dl className="pairs">
              <dt>{t('office.order.di')}</dt>
              <dd className="mono">{product.di}</dd>
              <dt>{t('field.lot')}</dt>
              <dd className="mono">{product.pi.lot ? draft.lot || '—' : t('office.newOrder.notOnLabel')}</dd>
              <dt>{t('field.made')}</dt>
              <dd>{isDate(day) ? day : '—'}</dd>
              <dt>{t(`field.${product.expiryTerm}`)}</dt>
              <dd>
                {expires ?? '—'} <small>{product.shelf === null ? t('office.newOrder.noRule') : `= ${rule(product.shelf)}`}</small>
              </dd>
              <dt>{t('office.order.trace')}</dt>
              <dd>{t(`trace.${product.trace}`)}</dd>
            </dl>
          </div>
          {product.trace === 'serial' && !draft.verifyOnly ? <Serials product={product} quantity={draft.quantity ?? 0} /> : null}
        </div>
      )}
    </section>
  )
}

function Serials({ product, quantity }: { readonly product: Product; readonly quantity: number }) {
  const { t } = useWords()
  const may = useMay()
  const pools = useQuery({ ...api.masters.pools.queryOptions(), enabled: may('pool.read') }).data
  if (pools === undefined) return null
  const left = pools.filter(({ di, state }) => di === product.di && state === 'open').reduce((sum, pool) => sum + pool.left, 0)
  const enough = left >= quantity
  return (
    <div className="section">
      <h3>{t('field.serial')}</h3>
      <ul className="checks">
        <li>
          <VerdictMark mark={enough ? 'pass' : 'device'} name={t(enough ? 'office.check.ok' : 'office.check.warn')} />
          <span>
            {t(enough ? 'office.newOrder.serialsEnough' : 'office.newOrder.serialsShort', { left: amount(left), due: amount(quantity) })}
          </span>
        </li>
      </ul>
    </div>
  )
}
