import { Input } from 'antd'
import type { ControlProps } from './field.tsx'

interface DateInputProps extends ControlProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

/** A day as YYYY-MM-DD. Eight digits are enough: the hyphens come by themselves. */
export function DateInput({ value, onChange, ...control }: DateInputProps) {
  return (
    <Input
      {...control}
      value={value}
      maxLength={10}
      placeholder="YYYY-MM-DD"
      inputMode="numeric"
      className="mono"
      onChange={(event) => onChange(event.target.value)}
      onBlur={() => onChange(tidy(value))}
    />
  )
}

export function tidy(typed: string): string {
  const parts = /^(\d{4})[-/. 年]?(\d{1,2})[-/. 月]?(\d{1,2})日?$/.exec(typed.trim())
  return parts === null ? typed.trim() : `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`
}
