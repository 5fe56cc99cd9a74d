import type { ReactNode } from 'react'
import { useEngine } from '../station/engine.ts'
import { Icon, type IconName } from './icon.tsx'

export interface LineButtonProps {
  readonly children: ReactNode
  readonly onPress: () => void
  readonly icon?: IconName
  /** Function key that does the same, shown on the button. */
  readonly keyName?: string
  readonly look?: 'primary' | 'ink' | 'danger' | 'plain'
  readonly size?: 'main' | 'big' | 'small'
  readonly disabled?: boolean
  readonly pressed?: boolean
  readonly id?: string
}

/** A button for a gloved hand. Nothing can be pressed while the engine is away. */
export function LineButton({
  children,
  onPress,
  icon,
  keyName,
  look = 'plain',
  size = 'main',
  disabled = false,
  pressed,
  id,
}: LineButtonProps) {
  const away = useEngine() === 'away'
  return (
    <button
      type="button"
      className={`lb ${look === 'plain' ? '' : look} ${size === 'main' ? '' : size}`}
      disabled={disabled || away}
      onClick={onPress}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      {...(id === undefined ? {} : { 'data-testid': id })}
      {...(keyName === undefined ? {} : { 'aria-keyshortcuts': keyName })}
    >
      {icon === undefined ? null : <Icon name={icon} />}
      {children}
      {keyName === undefined ? null : (
        <span className="key" aria-hidden="true">
          {keyName}
        </span>
      )}
    </button>
  )
}
