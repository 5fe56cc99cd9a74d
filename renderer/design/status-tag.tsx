import type { ReactNode } from 'react'
import { type Mark, VerdictMark } from './verdict-mark.tsx'

export type Tone = 'plain' | 'info' | 'pass' | 'fail' | 'warn' | 'doubt' | 'train'

const marks: Partial<Record<Tone, Mark>> = { pass: 'pass', fail: 'fail', warn: 'device', doubt: 'doubt' }

/** A status as mark and word; never a coloured dot. */
export function StatusTag({ tone = 'plain', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  const mark = marks[tone]
  return (
    <span className={`tag ${tone}`}>
      {mark === undefined ? null : <VerdictMark mark={mark} />}
      {children}
    </span>
  )
}
