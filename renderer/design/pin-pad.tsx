import { Icon } from './icon.tsx'

export interface PinDotsProps {
  readonly length: number
  readonly of: number
  readonly name: string
}

/** How many digits are in; never which. */
export function PinDots({ length, of, name }: PinDotsProps) {
  return (
    <div className="pin" role="img" aria-label={name}>
      {Array.from({ length: of }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places never move
        <i key={i} className={i < length ? 'full' : i === length ? 'here' : ''} />
      ))}
    </div>
  )
}

export interface PinPadProps {
  readonly onDigit: (digit: string) => void
  readonly onErase: () => void
  readonly eraseName: string
  /** The key left of zero. */
  readonly other: { readonly name: string; readonly press: () => void }
  readonly disabled?: boolean
}

/** Digits under the finger. Keys pressed on a keyboard reach the screen through the scan listener, not through here. */
export function PinPad({ onDigit, onErase, eraseName, other, disabled = false }: PinPadProps) {
  const digit = (value: string) => (
    <button key={value} type="button" disabled={disabled} onClick={() => onDigit(value)}>
      {value}
    </button>
  )
  return (
    <div className="pad">
      {[...'123456789'].map(digit)}
      <button type="button" className="other" disabled={disabled} onClick={other.press}>
        {other.name}
      </button>
      {digit('0')}
      <button type="button" className="other" disabled={disabled} aria-label={eraseName} onClick={onErase}>
        <Icon name="erase" />
      </button>
    </div>
  )
}
