import type { ReactNode } from 'react'

/** Always at the bottom, same height, same order: nothing moves under the hand. `main` or a sentence left, the others right. */
export function ActionBar({ main, children }: { readonly main: ReactNode; readonly children?: ReactNode }) {
  return (
    <footer className="action-bar">
      {main}
      <span className="grow" />
      {children}
    </footer>
  )
}
