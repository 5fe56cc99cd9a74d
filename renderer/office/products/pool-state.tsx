import { StatusTag } from '../../design/status-tag.tsx'
import { useWords } from '../../station/words.ts'
import type { Pool } from './product-values.ts'

/** How much of a pool is left. */
export function Left({ left, size, isLow }: Pick<Pool, 'left' | 'size' | 'isLow'>) {
  return (
    <span className="meter" aria-hidden="true">
      <i className={isLow ? 'low' : ''} style={{ width: `${(left / size) * 100}%` }} />
    </span>
  )
}

export function PoolState({ pool }: { readonly pool: Pool }) {
  const { t } = useWords()
  if (pool.state === 'suspended') return <StatusTag tone="fail">{t('office.pool.suspended')}</StatusTag>
  if (pool.left === 0) return <StatusTag tone="fail">{t('office.pool.empty')}</StatusTag>
  if (pool.isLow) return <StatusTag tone="warn">{t('office.pool.isLow')}</StatusTag>
  return <StatusTag tone="pass">{t('office.pool.open')}</StatusTag>
}
