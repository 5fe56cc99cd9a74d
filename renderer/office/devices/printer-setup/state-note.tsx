import type { ReactNode } from 'react'
import { isWord } from '../../../../shared/i18n/index.ts'
import { VerdictMark } from '../../../design/verdict-mark.tsx'
import { say, useWords } from '../../../station/words.ts'

export type NoteTone = 'pass' | 'warn' | 'fail'
const marks = { pass: 'pass', warn: 'device', fail: 'fail' } as const

/** What is the matter, and below it what that means or what to do. */
export function Note({ tone, title, children }: { readonly tone: NoteTone; readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={`note-box ${tone}`} role="status">
      <VerdictMark mark={marks[tone]} />
      <div>
        <b>{title}</b>
        {children === undefined ? null : <p>{children}</p>}
      </div>
    </div>
  )
}

/** A printer's state that keeps it from printing, with what to do; `code` as in its status. */
export function StateNote({ code, tone }: { readonly code: string; readonly tone: NoteTone }) {
  const { t } = useWords()
  const [title, hint] =
    [`printerSetup.state.${code}`, `office.dev.${code}`].map((key) => [key, `${key}.do`] as const).find(([key]) => isWord(key)) ?? []
  return (
    <Note tone={tone} title={title !== undefined && isWord(title) ? say(title) : t('office.dev.unknown')}>
      {hint !== undefined && isWord(hint) ? say(hint) : t('office.dev.unknown.do')}
    </Note>
  )
}
