import { Button, Input } from 'antd'
import type { Problem } from '../../../shared/station-error.ts'
import { Icon } from '../../design/icon.tsx'
import { useWords } from '../../station/words.ts'
import { Faults, Field } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import type { PackingRow, ProductInput } from './product-values.ts'

interface PackingEditorProps {
  readonly draft: ProductInput
  readonly problems: readonly Problem[]
  readonly onChange: (packing: PackingRow[]) => void
}

/** Packing rows from the minimum sales unit outwards. Each level has a DI of its own; a row holds so many of the one beneath. */
export function PackingEditor({ draft, problems, onChange }: PackingEditorProps) {
  const { t } = useWords()
  const { packing } = draft
  const change = (level: number, part: Partial<PackingRow>): void =>
    onChange(packing.map((row) => (row.level === level ? { ...row, ...part } : row)))
  const of = (level: number, part: string): readonly Problem[] =>
    problems.filter((problem) => placeOf(problem) === `packing.${level}.${part}`)
  const add = (): void => {
    const level = packing.length
    onChange([
      ...packing,
      level === 0
        ? { level, name: t('office.packing.unit'), di: draft.di, holds: 1, childDi: null }
        : { level, name: '', di: '', holds: 10, childDi: packing[level - 1]!.di },
    ])
  }
  return (
    <section className="panel" aria-label={t('office.product.packing')}>
      <div className="panel-top">
        <h2>{t('office.product.packing')}</h2>
        <span className="grow" />
        <Button size="small" icon={<Icon name="plus" />} disabled={packing.length >= 10} onClick={add}>
          {t('office.packing.add')}
        </Button>
      </div>
      <div className="panel-body">
        {packing.length === 0 ? <p className="empty">{t('office.packing.empty')}</p> : null}
        {packing.map((row) => (
          <div className="section" key={row.level}>
            <div className="row" style={{ gap: 8, marginBottom: 8 }}>
              <h3 className="grow">{row.level === 0 ? t('office.packing.base') : t('office.packing.levelN', { n: row.level })}</h3>
              {row.level === packing.length - 1 ? (
                <Button size="small" danger onClick={() => onChange(packing.slice(0, -1))}>
                  {t('office.remove')}
                </Button>
              ) : null}
            </div>
            <div className="form">
              <Field label={t('office.packing.name')} problems={of(row.level, 'name')}>
                {(control) => (
                  <Input
                    {...control}
                    maxLength={20}
                    value={row.name}
                    onChange={(event) => change(row.level, { name: event.target.value })}
                  />
                )}
              </Field>
              {row.level === 0 ? (
                <span />
              ) : (
                <NumberField
                  label={t('office.packing.holds')}
                  problems={of(row.level, 'holds')}
                  min={1}
                  max={100_000}
                  value={row.holds}
                  onChange={(holds) => change(row.level, { holds: holds ?? 1 })}
                />
              )}
              <Field label={t('field.di')} problems={of(row.level, 'di')} full>
                {(control) => (
                  <Input
                    {...control}
                    className="mono"
                    maxLength={60}
                    value={row.di}
                    onChange={(event) => change(row.level, { di: event.target.value.trim() })}
                  />
                )}
              </Field>
              {row.level === 0 ? null : (
                <Field
                  label={t('office.packing.child')}
                  problems={of(row.level, 'childDi')}
                  help={t('office.packing.childHelp', { name: packing[row.level - 1]!.name })}
                  full
                >
                  {(control) => (
                    <Input
                      {...control}
                      className="mono"
                      maxLength={60}
                      value={row.childDi ?? ''}
                      onChange={(event) => change(row.level, { childDi: event.target.value.trim() })}
                    />
                  )}
                </Field>
              )}
            </div>
          </div>
        ))}
        <div className="section field">
          <Faults problems={problems.filter((problem) => placeOf(problem) === 'packing')} />
        </div>
      </div>
    </section>
  )
}

/** The engine names a faulty row; which of its fields is meant, the fault itself says. */
function placeOf({ field = '', code }: Problem): string {
  const path = field.replace(/^product\./, '')
  if (!/^packing\.\d+$/.test(path)) return path
  return `${path}.${code === 'packing.childDi' ? 'childDi' : 'di'}`
}
