import type { CSSProperties } from 'react'

/** Shape differs before colour does. `pass` circle, `fail` octagon, `missing` dashed square, `doubt` diamond, `device` triangle. */
export type Mark = 'pass' | 'fail' | 'missing' | 'doubt' | 'device' | 'waiting' | 'todo'

const colours: Readonly<Record<Mark, string>> = {
  pass: 'var(--pass)',
  fail: 'var(--fail)',
  missing: 'var(--fail)',
  doubt: 'var(--doubt)',
  device: 'var(--warn)',
  waiting: 'var(--ink)',
  todo: 'currentColor',
}

export interface VerdictMarkProps {
  readonly mark: Mark
  /** Colour of the shape; each mark has its own. */
  readonly colour?: string
  /** Colour of what is cut out of the shape: that of the ground behind it. */
  readonly cut?: string
  /** Read out by a screen reader; without it the mark is decoration beside its word. */
  readonly name?: string
  readonly style?: CSSProperties
}

/** A verdict as a shape on a 48 grid. */
export function VerdictMark({ mark, colour, cut = '#fff', name, style }: VerdictMarkProps) {
  const own = colour ?? colours[mark]
  const amber = mark === 'device' && colour === undefined
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or decoration beside its word
    <svg
      viewBox="0 0 48 48"
      width="1em"
      height="1em"
      style={style}
      {...(name === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}
    >
      {shape(mark, own, amber ? 'var(--ink)' : cut, amber)}
    </svg>
  )
}

function shape(mark: Mark, colour: string, cut: string, outlined: boolean) {
  switch (mark) {
    case 'pass':
      return (
        <>
          <circle cx="24" cy="24" r="22" fill={colour} />
          <path d="M13 24.5l8 8 14-16" fill="none" stroke={cut} strokeWidth="5.5" />
        </>
      )
    case 'fail':
      return (
        <>
          <path d="M15 2h18l13 13v18L33 46H15L2 33V15z" fill={colour} />
          <path d="M15.5 15.5l17 17M32.5 15.5l-17 17" fill="none" stroke={cut} strokeWidth="5.5" />
        </>
      )
    case 'missing':
      return (
        <>
          <rect x="4" y="4" width="40" height="40" fill="none" stroke={colour} strokeWidth="4" strokeDasharray="9 6" />
          <path d="M14 34 34 14" stroke={colour} strokeWidth="4.5" />
        </>
      )
    case 'doubt':
      return (
        <>
          <path d="M24 1 47 24 24 47 1 24z" fill={colour} />
          <path d="M17.5 19c0-4 3-6.5 6.5-6.5s6.5 2.3 6.5 6c0 5-6.5 5-6.5 9.5" fill="none" stroke={cut} strokeWidth="4.5" />
          <rect x="21.6" y="31.5" width="4.8" height="4.8" fill={cut} />
        </>
      )
    case 'device':
      return (
        <>
          <path d="M24 3 47 45H1z" fill={colour} />
          {outlined ? <path d="M24 5.5 45 44H3z" fill="none" stroke="var(--warn-text)" strokeWidth="2.5" /> : null}
          <path d="M24 17v14" stroke={cut} strokeWidth="5" />
          <rect x="21.5" y="34.5" width="5" height="5" fill={cut} />
        </>
      )
    case 'waiting':
      return (
        <>
          <rect x="5" y="5" width="38" height="38" fill="none" stroke={colour} strokeWidth="4" />
          <path d="M15 24h18" stroke={colour} strokeWidth="4" />
        </>
      )
    case 'todo':
      return <rect x="6" y="6" width="36" height="36" fill="none" stroke={colour} strokeWidth="3" strokeDasharray="6 5" />
  }
}
