import { useState } from 'react'
import { LineButton } from '../design/line-button.tsx'
import { useWords } from '../station/words.ts'
import type { Closing } from './close-page.tsx'
import { NumberEntry } from './number-entry.tsx'

type Field = 'out' | 'scrapped' | 'returned'

/** Hand counts, keyed on a pad: scrapped, returned, and what came out where the printer does not count. */
export function CountEntry({
  closing,
  record,
  busy,
}: {
  readonly closing: Closing
  readonly record: (input: { out: number | null; scrapped: number; returned: number }) => Promise<void>
  readonly busy: boolean
}) {
  const { t } = useWords()
  const { reconciliation: paper } = closing
  const byHand = paper.source === 'hand' || paper.out === null
  const fields: readonly Field[] = byHand ? ['out', 'scrapped', 'returned'] : ['scrapped', 'returned']
  const [field, setField] = useState<Field>(fields[0] ?? 'scrapped')
  const [values, setValues] = useState<Readonly<Record<Field, string>>>({
    out: paper.out === null ? '' : String(paper.out),
    scrapped: String(paper.scrapped),
    returned: String(paper.returned),
  })
  const done = (): void =>
    void record({
      out: byHand && values.out !== '' ? Number(values.out) : null,
      scrapped: Number(values.scrapped),
      returned: Number(values.returned),
    })
  return (
    <section className="card count-entry">
      <div className="col count-left">
        <div className="card-head">
          <h2>{t('close.countTitle')}</h2>
          <span className="small soft">{byHand ? t('close.countNote') : t('close.printerCounts')}</span>
        </div>
        <fieldset className="col count-fields" aria-label={t('close.countTitle')}>
          {fields.map((name) => (
            <LineButton key={name} pressed={field === name} onPress={() => setField(name)} id={`count-${name}`}>
              {t(`close.${name}`)} <b>{values[name] === '' ? '–' : Number(values[name]).toLocaleString('en-US')}</b>
            </LineButton>
          ))}
        </fieldset>
        <span className="grow" />
        <LineButton look="ink" onPress={done} disabled={busy || (byHand && values.out === '')} id="record-count">
          {t('close.countDo')}
        </LineButton>
      </div>
      <NumberEntry bare value={values[field]} onChange={(value) => setValues({ ...values, [field]: value })} name={t(`close.${field}`)} />
    </section>
  )
}
