import type { InferContractRouterOutputs } from '@orpc/contract'
import { Select } from 'antd'
import type { Contract } from '../../../shared/contract/index.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { say, useWords } from '../../station/words.ts'

export type Preview = InferContractRouterOutputs<Contract>['orders']['previewImport']
export type ColumnUse = Preview['columns'][number]['use']

const uses: readonly ColumnUse[] = ['no', 'di', 'name', 'lot', 'made', 'quantity', 'ignore']

interface ColumnsProps {
  readonly columns: Preview['columns']
  readonly encoding: string
  readonly onChange: (mapping: Record<string, ColumnUse>) => void
}

/** How each column of the file is read. */
export function Columns({ columns, encoding, onChange }: ColumnsProps) {
  const { t } = useWords()
  const change = (header: string, use: ColumnUse): void =>
    onChange(Object.fromEntries(columns.map((column) => [column.header, column.header === header ? use : column.use])))
  return (
    <section className="panel">
      <div className="panel-top">
        <h2>{t('office.import.columns')}</h2>
        <span className="softer">{t('office.import.encoding', { encoding })}</span>
      </div>
      <div className="panel-body">
        <table className="tbl">
          <thead>
            <tr>
              <th scope="col">{t('office.import.header')}</th>
              <th scope="col">{t('office.import.sample')}</th>
              <th scope="col">{t('office.import.use')}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ header, sample, use }) => (
              <tr key={header}>
                <td>
                  <b>{header}</b>
                </td>
                <td className="cut softer mono">{sample}</td>
                <td>
                  <Select
                    size="small"
                    style={{ width: 136 }}
                    aria-label={t('office.import.useOf', { header })}
                    value={use}
                    options={uses.map((value) => ({ value, label: t(`office.import.use.${value}`) }))}
                    onChange={(value: ColumnUse) => change(header, value)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** Every fault of the file: where it stands, what stands there, and how to mend it. */
export function Faulty({ problems }: { readonly problems: Preview['problems'] }) {
  const { t, problem } = useWords()
  return (
    <table className="tbl" aria-label={t('office.import.faults')}>
      <thead>
        <tr>
          <th scope="col" className="r">
            {t('office.import.row')}
          </th>
          <th scope="col">{t('office.import.column')}</th>
          <th scope="col">{t('office.import.found')}</th>
          <th scope="col">{t('office.import.mend')}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same fault may stand twice in one row
          <tr key={i}>
            <td className="r">{one.row ?? '—'}</td>
            <td>{one.column ?? '—'}</td>
            <td className="mono bad wrap">{one.found === null ? '—' : one.found === '' ? t('office.import.blank') : visible(one.found)}</td>
            <td className="wrap">{problem({ code: one.code, params: withWords(one.params) })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A column is named as in the table on the left. */
function withWords(params: Preview['problems'][number]['params']): typeof params {
  const column = String(params['column'] ?? '')
  const key = [`office.import.use.${column}`, column.replace(/^product\./, 'products.use.')].find(isWord)
  return key !== undefined && isWord(key) ? { ...params, column: say(key) } : params
}

/** Characters nobody sees or that turn the direction of text are shown as their number. */
const visible = (text: string): string =>
  text
    .slice(0, 60)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (hidden) => `[U+${hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`)
