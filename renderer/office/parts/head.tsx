import type { ReactNode } from 'react'
import { useWords } from '../../station/words.ts'
import { ThinBar } from './thin-bar.tsx'

interface OfficeHeadProps {
  readonly title: string
  readonly sub?: ReactNode
  /** Shows the thin bar above the content, which stays. */
  readonly busy?: boolean
  readonly children?: ReactNode
}

/** Title, one line beside it, and what can be done here on the right. */
export function OfficeHead({ title, sub, busy = false, children }: OfficeHeadProps) {
  const { t } = useWords()
  return (
    <div className="office-head">
      <ThinBar on={busy} label={t('office.busy')} />
      <h1>{title}</h1>
      {sub === undefined ? null : <p>{sub}</p>}
      <span className="grow" />
      {children}
    </div>
  )
}
