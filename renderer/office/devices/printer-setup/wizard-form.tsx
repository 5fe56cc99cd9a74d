import type { ReactNode } from 'react'

interface CardProps {
  readonly title: string
  readonly note?: string
  readonly tag?: ReactNode
  readonly foot?: ReactNode
  readonly children: ReactNode
}

/** One of the two cards of a step. */
export function Card({ title, note, tag, foot, children }: CardProps) {
  return (
    <section className="wizard-card" aria-label={title}>
      <header>
        <h2>{title}</h2>
        {note === undefined ? null : <span className="softer">{note}</span>}
        <span className="grow" />
        {tag}
      </header>
      <div className="wizard-body">{children}</div>
      {foot === undefined ? null : <footer>{foot}</footer>}
    </section>
  )
}

/** The two cards; Enter in any of their fields is the primary button. */
export function WizardForm({
  name,
  onNext,
  children,
}: {
  readonly name: string
  readonly onNext: () => void
  readonly children: ReactNode
}) {
  return (
    <form
      className="wizard-split"
      aria-label={name}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onNext()
      }}
    >
      {children}
    </form>
  )
}
