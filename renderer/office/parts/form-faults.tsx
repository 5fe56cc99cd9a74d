import { ErrorList } from '../../design/error-list.tsx'
import { useWords } from '../../station/words.ts'
import type { Sorted } from './problems.ts'

/** Above a form: how many faults there are in all, and those that belong to no field of it. */
export function FormFaults({ sorted: { count, rest } }: { readonly sorted: Sorted }) {
  const { t } = useWords()
  return (
    <>
      {count > 1 ? (
        <p className="count-line" role="status">
          {t('errors.count', { n: count })}
        </p>
      ) : null}
      <ErrorList problems={rest} />
    </>
  )
}
