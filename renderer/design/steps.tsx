import type { ReactNode } from 'react'

export interface Step {
  readonly title: string
  readonly note?: ReactNode
  /** Ticks itself when the machine saw it; `later` waits for the one before. */
  readonly state?: 'done' | 'now' | 'later'
  readonly children?: ReactNode
}

/** What the hand does, in order. */
export function Steps123({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <ol className="steps">
      {steps.map(({ title, note, state = 'now', children }, i) => (
        <li key={title} className={state}>
          <span className="n">{state === 'done' ? '✓' : i + 1}</span>
          <div className="grow">
            <h3>{title}</h3>
            {note === undefined ? null : <p>{note}</p>}
            {children}
          </div>
        </li>
      ))}
    </ol>
  )
}
