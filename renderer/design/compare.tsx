export interface CompareProps {
  readonly dueName: string
  readonly due: string
  readonly foundName: string
  readonly found: string
}

/** What was due and what was there, one under the other; characters that differ stand out inverted. */
export function Compare({ dueName, due, foundName, found }: CompareProps) {
  const longest = Math.max(due.length, found.length)
  return (
    <div className={`compare ${longest > 20 ? 'longer' : longest > 12 ? 'long' : ''}`}>
      <span>{dueName}</span>
      <b>{due}</b>
      <span>{foundName}</span>
      <b>{runs(due, found).map(({ text, differs, at }) => (differs ? <u key={at}>{text}</u> : <span key={at}>{text}</span>))}</b>
    </div>
  )
}

interface Run {
  readonly text: string
  readonly differs: boolean
  readonly at: number
}

/** `found` cut where it begins or stops to differ from `due`, place by place. */
export function runs(due: string, found: string): Run[] {
  const result: { text: string; differs: boolean; at: number }[] = []
  for (const [at, character] of [...found].entries()) {
    const differs = [...due][at] !== character
    const last = result.at(-1)
    if (last !== undefined && last.differs === differs) last.text += character
    else result.push({ text: character, differs, at })
  }
  return result
}
