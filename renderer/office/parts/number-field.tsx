import { InputNumber } from 'antd'
import { Field, type FieldProps } from './field.tsx'

interface NumberFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: number | null
  readonly min: number
  readonly max?: number
  /** Digits after the point. */
  readonly precision?: number
  readonly onChange: (value: number | null) => void
}

/** A figure with its label. Typed, never stepped: a wheel must not change a number nobody looks at. */
export function NumberField({ value, min, max = 1_000_000_000, precision = 0, onChange, ...field }: NumberFieldProps) {
  return (
    <Field {...field}>
      {(control) => (
        <InputNumber {...control} controls={false} min={min} max={max} precision={precision} value={value} onChange={onChange} />
      )}
    </Field>
  )
}
