import { Input } from 'antd'
import { Icon } from '../../design/icon.tsx'

interface SearchInputProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onEnter?: () => void
  /** A scan stays in the field as its text. */
  readonly keepScan?: boolean
}

/** Narrows the list of a screen. */
export function SearchInput({ label, value, onChange, onEnter, keepScan = false }: SearchInputProps) {
  return (
    <Input
      className="search"
      aria-label={label}
      placeholder={label}
      prefix={<Icon name="search" />}
      allowClear
      maxLength={120}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      onPressEnter={() => onEnter?.()}
      {...(keepScan ? { 'data-scan': 'keep' } : {})}
    />
  )
}
