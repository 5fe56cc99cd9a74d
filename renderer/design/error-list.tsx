import type { Problem } from '../../shared/station-error.ts'
import { useWords } from '../station/words.ts'

/** Everything that is wrong, at once, in words, in place. With a row it says which; several are counted on top. */
export function ErrorList({ problems }: { readonly problems: readonly Problem[] }) {
  const { t, problem } = useWords()
  if (problems.length === 0) return null
  return (
    <div className="errors" role="alert">
      {problems.length > 1 ? <b>{t('errors.count', { n: problems.length })}</b> : null}
      <ul>
        {problems.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same problem may stand in two rows
          <li key={i}>
            {one.row === undefined ? null : <span className="row-no">{t('errors.row', { n: one.row })}</span>}
            {problem(one)}
          </li>
        ))}
      </ul>
    </div>
  )
}
