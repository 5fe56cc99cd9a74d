import type { ReactNode } from 'react'

export interface OfficePageProps {
  readonly title: string
  readonly note?: string
  /** Search and buttons right of the title; one of them is primary at most. */
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Right of the content: what the chosen row is about. */
  readonly detail?: ReactNode
}

export function OfficePage({ title, note, actions, children, detail }: OfficePageProps) {
  return (
    <>
      <header className="office-head">
        <h1>{title}</h1>
        {note === undefined ? null : <p>{note}</p>}
        <span className="grow" />
        {actions}
      </header>
      <div className={`office-body ${detail === undefined ? '' : 'with-detail'}`}>
        {children}
        {detail}
      </div>
    </>
  )
}

export interface DetailPanelProps {
  readonly header?: ReactNode
  readonly children: ReactNode
  readonly footer?: ReactNode
  readonly name?: string
}

/** White panel with an optional head and foot; only its middle scrolls. */
export function DetailPanel({ header, children, footer, name }: DetailPanelProps) {
  return (
    <section className="panel" {...(name === undefined ? {} : { 'aria-label': name })}>
      {header === undefined ? null : <header>{header}</header>}
      <div className="panel-body">{children}</div>
      {footer === undefined ? null : <footer>{footer}</footer>}
    </section>
  )
}
