import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Fragment } from 'react'
import { amount } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { useRuleWords } from '../orders/rule-words.ts'
import { Scroll } from '../parts/scroll.tsx'
import type { Product } from './product-values.ts'

const flags = ['lot', 'serial', 'made', 'expires'] as const

export function ProductDetail({ product, onEdit }: { readonly product: Product; readonly onEdit: () => void }) {
  const { t } = useWords()
  const may = useMay()
  const rule = useRuleWords()
  return (
    <section className="panel" aria-label={t('office.product.detail')}>
      <div className="detail-head">
        <div className="row" style={{ gap: 8 }}>
          <span className="mono softer">{product.di}</span>
          <span className="grow" />
          <span className="softer">{t('office.product.revision', { n: product.revision })}</span>
        </div>
        <h2>
          {product.name} {product.spec}
        </h2>
        <p className="softer">{product.nameEn}</p>
      </div>
      <Scroll>
        <div className="section">
          <h3>{t('office.product.onLabel')}</h3>
          <dl className="pairs">
            <dt>{t('office.product.trace')}</dt>
            <dd>{t(`trace.${product.trace}`)}</dd>
            <dt>{t('office.product.pi')}</dt>
            <dd>
              {flags
                .filter((flag) => product.pi[flag])
                .map((flag) => t(flag === 'expires' ? `field.${product.expiryTerm}` : `field.${flag}`))
                .join(' · ')}
            </dd>
            <dt>{t('office.product.shelf')}</dt>
            <dd>{product.shelf === null ? t('office.newOrder.noRule') : rule(product.shelf)}</dd>
            <dt>{t('field.template')}</dt>
            <dd className="mono">{product.template}</dd>
            <dt>{t('office.product.sterile')}</dt>
            <dd>
              {t(`office.sterile.${product.sterile}`)}
              {product.singleUse ? ` · ${t('office.product.singleUse')}` : ''}
            </dd>
          </dl>
        </div>
        <div className="section">
          <h3>{t('office.product.registrationPart')}</h3>
          <dl className="pairs">
            <dt>{t('office.product.registration')}</dt>
            <dd>{product.registration}</dd>
            <dt>{t('office.product.until')}</dt>
            <dd>{product.registrationUntil ?? t('condition.registration.note.open')}</dd>
            <dt>{t('office.product.registrant')}</dt>
            <dd>{product.registrant}</dd>
            <dt>{t('office.product.ref')}</dt>
            <dd className="mono">{product.ref === '' ? '–' : product.ref}</dd>
          </dl>
        </div>
        <Insurance id={product.id} />
        <div className="section">
          <h3>{t('office.product.packing')}</h3>
          {product.packing.length === 0 ? <p className="softer">{t('office.packing.none')}</p> : <Packing product={product} />}
        </div>
        <div className="section">
          <h3>{t('office.product.limits')}</h3>
          <dl className="pairs">
            <dt>{t('office.policy.afterVoid')}</dt>
            <dd>{t(`office.policy.void.${product.voidRule}`)}</dd>
            <dt>{t('office.product.reprintLimit')}</dt>
            <dd>{t('office.times', { n: product.reprintLimit })}</dd>
            <dt>{t('office.product.missingLimit')}</dt>
            <dd>{t('office.labels', { n: product.missingLimit })}</dd>
            <dt>{t('office.product.stopAfter')}</dt>
            <dd>{t('office.policy.stopAfter', { n: product.stopAfter })}</dd>
          </dl>
        </div>
      </Scroll>
      {may('product.write') ? (
        <footer>
          <Button type="primary" icon={<Icon name="edit" />} onClick={onEdit}>
            {t('office.edit')}
          </Button>
        </footer>
      ) : null}
    </section>
  )
}

function Packing({ product }: { readonly product: Product }) {
  const { t } = useWords()
  return (
    <table className="tbl bare">
      <thead>
        <tr>
          <th scope="col">{t('office.packing.level')}</th>
          <th scope="col">{t('field.di')}</th>
          <th scope="col" className="r">
            {t('office.packing.holds')}
          </th>
        </tr>
      </thead>
      <tbody>
        {product.packing.map((row) => (
          <tr key={row.level}>
            <td>{row.name}</td>
            <td className="mono">{row.di}</td>
            <td className="r">{row.level === 0 ? '–' : amount(row.holds)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The product's insurance codes, and whether both sides agree. */
function Insurance({ id }: { readonly id: number }) {
  const { t } = useWords()
  const codes = useQuery(api.insurance.ofProduct.queryOptions({ input: { id } }))
  if (codes.data === undefined || codes.data.codes.length === 0) return null
  return (
    <div className="section">
      <h3>{t('insurance.col.codes')}</h3>
      <dl className="pairs">
        {codes.data.codes.map(({ code, state }) => (
          <Fragment key={code}>
            <dt>{t(`insurance.state.${state}`)}</dt>
            <dd className="mono">{code}</dd>
          </Fragment>
        ))}
      </dl>
      {codes.data.faults.length === 0 ? null : <p className="softer">{t('insurance.open', { n: codes.data.faults.length })}</p>}
    </div>
  )
}
