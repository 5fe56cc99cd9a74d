import type { ReactNode } from 'react'

/** The middle of a panel that only holds text: it takes the focus, so that the keyboard can scroll it. */
export function Scroll({ children, className = 'panel-body' }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
    <div className={className} tabIndex={0}>
      {children}
    </div>
  )
}
