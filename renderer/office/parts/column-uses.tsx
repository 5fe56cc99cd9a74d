import { Select } from 'antd'

interface ColumnUsesProps<Use extends string> {
  readonly columns: readonly { readonly header: string; readonly use: Use; readonly sample: string }[]
  readonly uses: readonly Use[]
  readonly word: (use: Use) => string
  readonly onChange: (mapping: Record<string, Use>) => void
}

/** What each column of a list is read as, with its first value; a change gives the whole mapping. */
export function ColumnUses<Use extends string>({ columns, uses, word, onChange }: ColumnUsesProps<Use>) {
  const options = uses.map((value) => ({ value, label: word(value) }))
  const used = usesOf(columns)
  return (
    <table className="tbl">
      <tbody>
        {columns.map(({ header, use, sample }) => (
          <tr key={header}>
            <td>
              <b>{header}</b>
            </td>
            <td className="cut softer mono">{sample}</td>
            <td>
              <Select<Use>
                size="small"
                style={{ width: 152 }}
                aria-label={header}
                value={use}
                options={options}
                onChange={(value) => onChange({ ...used, [header]: value })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The mapping that columns stand for. */
export const usesOf = <Use extends string>(columns: ColumnUsesProps<Use>['columns']): Record<string, Use> =>
  Object.fromEntries(columns.map(({ header, use }) => [header, use])) as Record<string, Use>
