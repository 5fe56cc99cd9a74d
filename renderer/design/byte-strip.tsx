/** The characters of a scan one by one, the invisible ones named. */
export function ByteStrip({ text, name }: { readonly text: string; readonly name: string }) {
  return (
    <ul className="bytes" aria-label={name}>
      {[...text].slice(0, 400).map((character, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: characters repeat, places do not
        <li key={i} className={named(character) === character ? '' : 'special'}>
          {named(character)}
        </li>
      ))}
    </ul>
  )
}

function named(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x1d) return 'GS'
  if (code === 0x20) return 'SP'
  return code < 0x20 || code === 0x7f ? `x${code.toString(16).toUpperCase().padStart(2, '0')}` : character
}
