import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { amount } from '../../design/format.ts'
import { StatusTag, type Tone } from '../../design/status-tag.tsx'
import { useWords } from '../../station/words.ts'

type Outputs = InferContractRouterOutputs<Contract>['orders']
export type OrderRow = Outputs['list'][number]
export type OrderDetail = Outputs['get']

const tones: Readonly<Record<OrderRow['state'], Tone>> = {
  waiting: 'plain',
  ready: 'plain',
  running: 'info',
  paused: 'info',
  printed: 'info',
  closed: 'pass',
}

/** Where an order stands, the worst first: labels nobody has told the fate of, labels that are missing, then its state. */
export function OrderState({ order }: { readonly order: OrderRow }) {
  const { t } = useWords()
  if (order.doubts > 0) return <StatusTag tone="doubt">{t('office.order.doubts', { n: amount(order.doubts) })}</StatusTag>
  if (order.missing > 0 && order.state !== 'closed') return <StatusTag tone="fail">{t('office.order.deviationDue')}</StatusTag>
  return <StatusTag tone={tones[order.state]}>{t(`order.${order.state}`)}</StatusTag>
}
