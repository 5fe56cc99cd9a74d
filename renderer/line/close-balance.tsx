import { Balance } from '../design/balance.tsx'
import { useWords } from '../station/words.ts'
import type { Closing } from './close-page.tsx'

/** The equation of the order. */
export function CloseBalance({ closing }: { readonly closing: Closing }) {
  const { t } = useWords()
  const { reconciliation: paper } = closing
  const hand = t('close.handNote')
  return (
    <Balance
      name={t('close.equation')}
      cells={[
        { name: t('close.out'), value: paper.out, note: t(`close.source.${paper.source ?? 'none'}`), tone: 'out' },
        { name: t('close.good'), value: paper.good, note: t('close.goodNote'), tone: 'good' },
        { name: t('close.void'), value: paper.void, note: t('close.voidNote') },
        { name: t('close.sampled'), value: paper.sampled, note: t('close.sampledNote') },
        { name: t('close.scrapped'), value: paper.scrapped, note: hand },
        { name: t('close.returned'), value: paper.returned, note: hand },
        {
          name: t('close.missing'),
          value: paper.out === null ? null : paper.missing,
          note: t('close.missingNote'),
          ...(paper.out !== null && paper.missing !== 0 ? { tone: 'missing' as const } : {}),
        },
      ]}
    />
  )
}
