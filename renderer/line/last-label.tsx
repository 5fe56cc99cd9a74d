import { useState } from 'react'
import { LabelPicture, type Raster } from '../design/label-picture.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { useWords } from '../station/words.ts'
import type { Shown } from './fault-words.ts'
import type { ScreenProps } from './line-screen.tsx'
import { usePicture } from './picture.tsx'
import { useCalm } from './use-calm.ts'

const calmMs = 300

/** The last good label: its picture and what was read from it, always of the same label. */
export function LastLabel({ state, opened, good }: Pick<ScreenProps, 'state' | 'opened'> & { readonly good: boolean }) {
  const { t } = useWords()
  const calm = useCalm(state.verdict, calmMs)
  // Where every label of a lot is equal, the first one shows them all.
  const own = state.job.trace === 'serial' && !state.job.verifyOnly
  const drawn = usePicture(own && calm?.name === 'match' ? calm.label : null)
  const shown = usePair(calm, own ? drawn : (opened.first?.picture ?? null))
  if (shown === null) return <div className="row last-label" />
  const { verdict, picture } = shown
  const rows = [
    [t('field.di'), verdict.fields?.di],
    [t('field.lot'), verdict.fields?.lot],
    [t('field.expires'), verdict.fields?.expires],
    [t('field.serial'), verdict.fields?.serial],
  ].filter((row): row is [string, string] => row[1] != null)
  return (
    <div className="row last-label">
      <LabelPicture raster={picture} width="18rem" maxHeight="12rem" name={t('label.picture')} padding="0.5rem" />
      <div>
        <b className="ordinal">{t('line.ordinal', { n: verdict.ordinal ?? 0 })}</b>
        <dl className="facts">
          {rows.map(([name, value]) => (
            <Fact key={name} name={name} value={value} good={good} />
          ))}
        </dl>
      </div>
    </div>
  )
}

function Fact({ name, value, good }: { readonly name: string; readonly value: string; readonly good: boolean }) {
  return (
    <>
      <dt className="mark">
        <VerdictMark mark="pass" {...(good ? { colour: '#fff', cut: 'var(--pass)' } : {})} />
      </dt>
      <dt>{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  )
}

interface Pair {
  readonly verdict: Shown
  readonly picture: Raster | null
}

/** Verdict and picture together; while the next picture is on its way the last pair stays. */
function usePair(verdict: Shown | null, picture: Raster | null): Pair | null {
  const [kept, setKept] = useState<Pair | null>(null)
  const complete = verdict !== null && verdict.name === 'match' && verdict.fields !== null && picture !== null
  if (complete && (kept?.verdict !== verdict || kept.picture !== picture)) setKept({ verdict, picture })
  if (complete) return { verdict, picture }
  return kept ?? (verdict?.name === 'match' ? { verdict, picture: null } : null)
}
