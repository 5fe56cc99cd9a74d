import { Button } from 'antd'
import type { ReactNode } from 'react'
import { ErrorList } from '../../design/error-list.tsx'
import { problemsOf } from '../../station/problems.ts'
import { useWords } from '../../station/words.ts'

interface Asked {
  readonly data: unknown
  readonly error: unknown
  refetch(): unknown
}

/** What was asked of the engine: its content as soon as there is any, and why there is none. Old content stays while it is asked again. */
export function Loading({ query, children }: { readonly query: Asked; readonly children: ReactNode }) {
  const { t } = useWords()
  if (query.data !== undefined) return children
  if (query.error === null || query.error === undefined) return <section className="panel grow" aria-busy="true" />
  return (
    <section className="panel grow">
      <div className="empty">
        <ErrorList problems={problemsOf(query.error)} />
        <Button onClick={() => query.refetch()}>{t('act.retry')}</Button>
      </div>
    </section>
  )
}
