import type { ReactNode } from 'react'
import { OfficePage } from '../../design/office-page.tsx'
import { useWords } from '../../station/words.ts'
import { Attention } from '../station/attention.tsx'
import { ThinBar } from './thin-bar.tsx'

interface PageProps {
  readonly title: string
  readonly sub?: string
  /** Shows the thin bar above the content, which stays. */
  readonly busy?: boolean
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** An office screen: heading, the thin bar while it works, what wants a signature, and its content. */
export function Page({ title, sub, busy = false, actions, children }: PageProps) {
  const { t } = useWords()
  return (
    <OfficePage title={title} {...(sub === undefined ? {} : { note: sub })} actions={actions}>
      <ThinBar on={busy} label={t('office.busy')} />
      <Attention />
      {children}
    </OfficePage>
  )
}
