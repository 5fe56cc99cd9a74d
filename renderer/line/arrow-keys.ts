import type { KeyboardEvent } from 'react'

/** Arrow keys move the focus among the buttons of a grid with so many columns. */
export const moveFocus =
  (columns: number) =>
  (event: KeyboardEvent<HTMLElement>): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key]
    if (step === undefined) return
    const buttons = [...event.currentTarget.querySelectorAll('button')]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = buttons[at + step]
    if (next === undefined) return
    event.preventDefault()
    next.focus()
  }
