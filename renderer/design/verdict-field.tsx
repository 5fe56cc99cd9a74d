import { type Mark, VerdictMark } from './verdict-mark.tsx'

const grounds: Readonly<Record<Mark, string>> = { pass: 'var(--pass)', fail: 'var(--fail)', missing: 'var(--fail)', doubt: 'var(--doubt)', device: 'var(--warn)', waiting: '#fff', todo: '#fff' }

/** Mark and word as large as the word allows: read from three metres. */
export function VerdictField({ mark, word }: { readonly mark: Mark; readonly word: string }) {
  const wide = widthOf(word)
  const size = wide <= 2 ? 'short' : wide <= 4 ? '' : wide <= 5.2 ? 'long' : 'longer'
  const onAmber = mark === 'device'
  return (
    <div className={`verdict ${size}`}>
      <VerdictMark mark={mark} colour={onAmber ? 'var(--ink)' : '#fff'} cut={grounds[mark]} />
      <h2>{word}</h2>
    </div>
  )
}

/** Width in Chinese characters; Latin letters and digits are about half as wide. */
function widthOf(word: string): number {
  let width = 0
  for (const character of word) width += character.charCodeAt(0) > 0x2e80 ? 1 : 0.58
  return width
}
