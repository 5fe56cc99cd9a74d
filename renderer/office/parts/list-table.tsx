import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

export interface Column<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  readonly align?: 'right'
  readonly mono?: boolean
  /** Only on a wide window: more columns there, never bigger type. */
  readonly wide?: boolean
  /** Takes what is left of the width and cuts what is longer. */
  readonly cut?: boolean
}

interface ListTableProps<Row> {
  readonly name: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => number
  readonly selected: number | null
  readonly onSelect: (row: Row) => void
  /** Enter, or a second click. */
  readonly onOpen?: (row: Row) => void
}

const steps: Readonly<Record<string, (at: number, last: number) => number>> = {
  ArrowDown: (at, last) => Math.min(at + 1, last),
  ArrowUp: (at) => Math.max(at - 1, 0),
  PageDown: (at, last) => Math.min(at + 10, last),
  PageUp: (at) => Math.max(at - 10, 0),
  Home: () => 0,
  End: (_at, last) => last,
}

/** The list of a master-detail screen. ↑ ↓ choose from anywhere on the page where no field has the focus, Enter opens. */
export function ListTable<Row>({ name, columns, rows, idOf, selected, onSelect, onOpen }: ListTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  const at = rows.findIndex((row) => idOf(row) === selected)
  const go = (event: { key: string; preventDefault(): void }): void => {
    const step = steps[event.key]
    const row = step === undefined ? undefined : rows[step(at, rows.length - 1)]
    if (row !== undefined) {
      event.preventDefault()
      onSelect(row)
      focusRow(body.current, rows.indexOf(row))
    } else if (event.key === 'Enter' && rows[at] !== undefined && onOpen !== undefined) {
      event.preventDefault()
      onOpen(rows[at])
    }
  }
  const fromPage = useRef(go)
  fromPage.current = go
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (document.activeElement === document.body && event.key.startsWith('Arrow')) fromPage.current(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <table className="tbl pick" aria-label={name}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} className={classOf(column)} scope="col">
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={(event: KeyboardEvent) => go(event)}>
        {rows.map((row, i) => (
          <tr
            key={idOf(row)}
            tabIndex={i === Math.max(at, 0) ? 0 : -1}
            aria-selected={i === at}
            onClick={() => onSelect(row)}
            onDoubleClick={() => onOpen?.(row)}
          >
            {columns.map((column) => (
              <td key={column.key} className={`${classOf(column)}${column.mono ? ' mono' : ''}`}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const classOf = <Row,>({ align, wide, cut }: Column<Row>): string =>
  [align === 'right' ? 'r' : '', wide ? 'wide' : '', cut ? 'cut' : ''].filter((part) => part !== '').join(' ')

function focusRow(body: HTMLTableSectionElement | null, at: number): void {
  const row = body?.rows[at]
  row?.focus({ preventScroll: true })
  row?.scrollIntoView({ block: 'nearest' })
}
