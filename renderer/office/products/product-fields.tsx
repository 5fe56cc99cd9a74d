import { useQuery } from '@tanstack/react-query'
import { Checkbox, Input, InputNumber, Select } from 'antd'
import { usualLeastGrade } from '../../../shared/product.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { api } from '../../station/api.ts'
import { useWords } from '../../station/words.ts'
import { DateInput } from '../parts/date-input.tsx'
import { Field, FieldSet } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import type { ProductInput } from './product-values.ts'

export interface FieldsProps {
  readonly draft: ProductInput
  readonly of: (field: string) => readonly Problem[]
  readonly onChange: (part: Partial<ProductInput>) => void
}

type TextName = 'name' | 'nameEn' | 'spec' | 'ref' | 'registration' | 'registrant'
type CountName = 'reprintLimit' | 'missingLimit' | 'stopAfter'

function TextField({ name, most, draft, of, onChange }: FieldsProps & { readonly name: TextName; readonly most: number }) {
  const { t } = useWords()
  return (
    <Field label={t(`office.product.${name}`)} problems={of(name)}>
      {(control) => (
        <Input {...control} maxLength={most} value={draft[name]} onChange={(event) => onChange({ [name]: event.target.value })} />
      )}
    </Field>
  )
}

/** What the product is and who may sell it. `fixed`: its DI is in the ledger and stays. */
export function IdentityFields({ fixed, ...props }: FieldsProps & { readonly fixed: boolean }) {
  const { draft, of, onChange } = props
  const { t } = useWords()
  return (
    <>
      <h3>{t('office.product.identity')}</h3>
      <Field label={t('office.product.agency')} problems={of('agency')}>
        {(control) => (
          <Select
            {...control}
            disabled={fixed}
            value={draft.agency}
            options={(['GS1', 'MA'] as const).map((value) => ({ value, label: t(`office.agency.${value}`) }))}
            onChange={(agency: ProductInput['agency']) => onChange({ agency })}
          />
        )}
      </Field>
      <Field label={t('office.product.di')} problems={of('di')} help={t(fixed ? 'office.product.diFixed' : 'office.product.diHelp')}>
        {(control) => (
          <Input
            {...control}
            className="mono"
            disabled={fixed}
            maxLength={60}
            value={draft.di}
            onChange={(event) => onChange({ di: event.target.value.trim() })}
          />
        )}
      </Field>
      <TextField {...props} name="name" most={80} />
      <TextField {...props} name="spec" most={60} />
      <TextField {...props} name="nameEn" most={80} />
      <TextField {...props} name="ref" most={40} />
      <TextField {...props} name="registration" most={60} />
      <Field label={t('office.product.until')} problems={of('registrationUntil')} help={t('office.product.untilHelp')}>
        {(control) => (
          <DateInput
            {...control}
            value={draft.registrationUntil ?? ''}
            onChange={(day) => onChange({ registrationUntil: day === '' ? null : day })}
          />
        )}
      </Field>
      <TextField {...props} name="registrant" most={80} />
    </>
  )
}

const flags = ['lot', 'serial', 'made', 'expires'] as const

/** What the carrier holds; it must agree with the trace level. */
export function CodeFields({ draft, of, onChange }: FieldsProps) {
  const { t } = useWords()
  const { shelf } = draft
  return (
    <>
      <h3>{t('office.product.onLabel')}</h3>
      <Field label={t('office.product.trace')} problems={of('trace')}>
        {(control) => (
          <Select
            {...control}
            value={draft.trace}
            options={(['model', 'lot', 'serial'] as const).map((value) => ({ value, label: t(`trace.${value}`) }))}
            onChange={(trace: ProductInput['trace']) => onChange({ trace })}
          />
        )}
      </Field>
      <Field label={t('office.product.expiryTerm')} problems={of('expiryTerm')}>
        {(control) => (
          <Select
            {...control}
            value={draft.expiryTerm}
            options={(['expires', 'useBy'] as const).map((value) => ({ value, label: t(`field.${value}`) }))}
            onChange={(expiryTerm: ProductInput['expiryTerm']) => onChange({ expiryTerm })}
          />
        )}
      </Field>
      <FieldSet label={t('office.product.pi')} problems={of('pi')}>
        <div className="choice-row">
          {flags.map((flag) => (
            <Checkbox
              key={flag}
              checked={draft.pi[flag]}
              onChange={(event) => onChange({ pi: { ...draft.pi, [flag]: event.target.checked } })}
            >
              {t(flag === 'expires' ? `field.${draft.expiryTerm}` : `field.${flag}`)}
            </Checkbox>
          ))}
        </div>
      </FieldSet>
      <FieldSet label={t('office.product.shelf')} problems={of('shelf')}>
        <div className="choice-row">
          <Checkbox
            checked={shelf !== null}
            onChange={(event) => onChange({ shelf: event.target.checked ? { unit: 'month', count: 36, minusOneDay: true } : null })}
          >
            {t('office.product.hasShelf')}
          </Checkbox>
          {shelf === null ? null : (
            <>
              <InputNumber
                aria-label={t('office.product.shelfCount')}
                style={{ width: 72 }}
                controls={false}
                min={1}
                max={1200}
                precision={0}
                value={shelf.count}
                onChange={(count) => onChange({ shelf: { ...shelf, count: count ?? 1 } })}
              />
              <Select
                aria-label={t('office.product.shelfUnit')}
                style={{ width: 80 }}
                value={shelf.unit}
                options={(['month', 'day'] as const).map((value) => ({ value, label: t(`office.unit.${value}`) }))}
                onChange={(unit: 'month' | 'day') => onChange({ shelf: { ...shelf, unit } })}
              />
              <Checkbox
                checked={shelf.minusOneDay}
                onChange={(event) => onChange({ shelf: { ...shelf, minusOneDay: event.target.checked } })}
              >
                {t('office.product.minusOne')}
              </Checkbox>
            </>
          )}
        </div>
      </FieldSet>
    </>
  )
}

function CountField({
  name,
  min,
  max,
  draft,
  of,
  onChange,
}: FieldsProps & { readonly name: CountName; readonly min: number; readonly max: number }) {
  const { t } = useWords()
  return (
    <NumberField
      label={t(`office.product.${name}`)}
      problems={of(name)}
      min={min}
      max={max}
      value={draft[name]}
      onChange={(value) => onChange({ [name]: value ?? min })}
    />
  )
}

/** Template, sterility and the limits of the line. */
export function RuleFields(props: FieldsProps) {
  const { draft, of, onChange } = props
  const { t } = useWords()
  const templates = useQuery(api.templates.list.queryOptions()).data ?? []
  return (
    <>
      <h3>{t('office.product.rules')}</h3>
      <Field label={t('field.template')} problems={of('template')}>
        {(control) => (
          <Select
            {...control}
            value={draft.template === '' ? null : draft.template}
            placeholder={t('office.product.chooseTemplate')}
            options={templates.map(({ name, title, widthMm, heightMm }) => ({
              value: name,
              label: `${title} ${widthMm} × ${heightMm} mm`,
            }))}
            onChange={(template: string) => onChange({ template })}
          />
        )}
      </Field>
      <Field label={t('office.product.sterile')} problems={of('sterile')}>
        {(control) => (
          <Select
            {...control}
            value={draft.sterile}
            options={(['none', 'EO', 'R', 'steam'] as const).map((value) => ({ value, label: t(`office.sterile.${value}`) }))}
            onChange={(sterile: ProductInput['sterile']) => onChange({ sterile })}
          />
        )}
      </Field>
      <Field label={t('office.policy.afterVoid')} problems={of('voidRule')}>
        {(control) => (
          <Select
            {...control}
            value={draft.voidRule}
            options={(['burn', 'same'] as const).map((value) => ({ value, label: t(`office.policy.void.${value}`) }))}
            onChange={(voidRule: ProductInput['voidRule']) => onChange({ voidRule })}
          />
        )}
      </Field>
      <CountField {...props} name="reprintLimit" min={0} max={9} />
      <CountField {...props} name="missingLimit" min={0} max={10_000} />
      <CountField {...props} name="stopAfter" min={1} max={20} />
      <NumberField
        label={t('office.product.leastGrade')}
        help={t('office.product.leastGradeHelp')}
        problems={of('leastGrade')}
        min={0}
        max={4}
        precision={1}
        value={(draft.leastGrade ?? usualLeastGrade) / 10}
        onChange={(grade) => onChange({ leastGrade: Math.round((grade ?? 0) * 10) })}
      />
      <FieldSet label={t('office.product.use')}>
        <div className="choice-row">
          <Checkbox checked={draft.singleUse} onChange={(event) => onChange({ singleUse: event.target.checked })}>
            {t('office.product.singleUse')}
          </Checkbox>
        </div>
      </FieldSet>
    </>
  )
}
