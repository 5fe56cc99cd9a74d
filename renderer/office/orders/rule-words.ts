import type { ShelfRule } from '../../../shared/dates.ts'
import { useWords } from '../../station/words.ts'

/** How the last day is counted, as a formula a person can redo: 生产日期 + 60 月 − 1 天. */
export function useRuleWords(): (rule: ShelfRule) => string {
  const { t } = useWords()
  return ({ unit, count, minusOneDay }) => t(`office.rule.${unit}`, { n: count }) + (minusOneDay ? t('office.rule.minusOne') : '')
}
