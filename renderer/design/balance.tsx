import { amount } from './format.ts'

export interface BalanceCell {
  readonly name: string
  readonly value: number | null
  readonly note: string
  readonly tone?: 'out' | 'good' | 'missing'
}

/** Labels out = everything that became of them. The first cell stands left of the equals sign. */
export function Balance({ cells, name }: { readonly cells: readonly BalanceCell[]; readonly name: string }) {
  return (
    <section className="balance" aria-label={name}>
      {cells.flatMap((cell, i) => {
        const shown = (
          <div key={cell.name} className={`cell ${cell.tone ?? ''}`}>
            <span className="name">{cell.name}</span>
            <b className={cell.tone === 'good' ? 'good' : ''}>{cell.value === null ? '–' : amount(cell.value)}</b>
            <small>{cell.note}</small>
          </div>
        )
        return i === 0
          ? [
              shown,
              <span key="=" className="equals" aria-hidden="true">
                =
              </span>,
            ]
          : [shown]
      })}
    </section>
  )
}
