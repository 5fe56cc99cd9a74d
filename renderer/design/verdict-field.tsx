import { type Mark, VerdictMark } from './verdict-mark.tsx'

const grounds: Readonly<Record<Mark, string>> = {
  pass: 'var(--pass)',
  fail: 'var(--fail)',
  missing: 'var(--fail)',
  doubt: 'var(--doubt)',
  device: 'var(--warn)',
  waiting: '#fff',
  todo: '#fff',
}

export interface VerdictFieldProps {
  readonly mark: Mark
  readonly word: string
  /** On the plain ground instead of a full verdict colour: in ink, smaller, with a sentence. */
  readonly plain?: boolean
  readonly note?: string
}

/** Mark and word as large as the word allows: read from three metres. */
export function VerdictField({ mark, word, plain = false, note }: VerdictFieldProps) {
  const wide = widthOf(word)
  const size = plain ? 'long' : wide <= 2 && mark !== 'device' ? 'short' : wide <= 4 ? '' : wide <= 5.2 ? 'long' : 'longer'
  const onColour = mark === 'device' ? { colour: 'var(--ink)', cut: grounds[mark] } : { colour: '#fff', cut: grounds[mark] }
  return (
    <div className={`verdict ${size} ${plain ? 'on-plain' : ''}`}>
      <VerdictMark mark={mark} {...(plain ? {} : onColour)} />
      <div>
        <h2>{word}</h2>
        {note === undefined ? null : <p>{note}</p>}
      </div>
    </div>
  )
}

/** Width in Chinese characters; Latin letters and digits are about half as wide. */
function widthOf(word: string): number {
  let width = 0
  for (const character of word) width += character.charCodeAt(0) > 0x2e80 ? 1 : 0.58
  return width
}
