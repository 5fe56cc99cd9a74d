import type { LineState } from '../../shared/contract/line.ts'
import { useWords } from '../station/words.ts'
import { amount } from './format.ts'
import { type Mark, VerdictMark } from './verdict-mark.tsx'

type Cell = LineState['tape'][number]

const marks: Readonly<Record<Cell['mark'], Mark>> = {
  verified: 'pass',
  accepted: 'pass',
  waiting: 'waiting',
  head: 'waiting',
  blank: 'todo',
  fault: 'fail',
  doubt: 'doubt',
  voided: 'fail',
  trouble: 'device',
  sampled: 'waiting',
  missing: 'missing',
}

/** Labels in the order in which they lie on the roll: judged, on their way to the scanner, under the head, to come. */
export function Tape({ cells, plain = false }: { readonly cells: readonly Cell[]; readonly plain?: boolean }) {
  const { t } = useWords()
  return (
    <section className={`tape ${plain ? 'plain' : ''}`} aria-label={t('tape.name')}>
      <span className="tape-name" aria-hidden="true">
        <b>{t('tape.name')}</b>
        <span>{t('tape.order')}</span>
      </span>
      <ol>
        {cells.map((cell, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cell is a place on the tape
          <TapeCell key={i} cell={cell} outer={i === 0 || i === cells.length - 1} />
        ))}
      </ol>
    </section>
  )
}

function TapeCell({ cell, outer }: { readonly cell: Cell; readonly outer: boolean }) {
  const { t } = useWords()
  const todo = cell.mark === 'blank'
  const now = !todo && (cell.at === 'scanner' || (cell.at === 'head' && (cell.mark === 'trouble' || cell.mark === 'doubt')))
  return (
    <li className={`tape-cell ${todo ? 'todo' : ''} ${now ? 'now' : ''} ${outer && cell.at === null ? 'outer' : ''}`}>
      {cell.at === null ? null : <span className="where">{t(`tape.at.${cell.at}`)}</span>}
      <VerdictMark mark={marks[cell.mark]} name={t(`tape.mark.${cell.mark}`)} />
      <span>{cell.ordinal === null ? t('tape.foreign') : amount(cell.ordinal)}</span>
    </li>
  )
}
