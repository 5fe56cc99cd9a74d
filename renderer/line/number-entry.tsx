import { PinPad } from '../design/pin-pad.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useWords } from '../station/words.ts'

const longest = 7

/** A number by touch or by keys, without any field having the focus. */
export function NumberEntry({
  value,
  onChange,
  name,
  bare = false,
}: {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly name: string
  /** The number is shown elsewhere. */
  readonly bare?: boolean
}) {
  const { t } = useWords()
  const type = (digit: string): void => {
    if (value.length < longest) onChange(value === '0' ? digit : value + digit)
  }
  const erase = (): void => onChange(value.slice(0, -1))
  useScan({ digit: (key) => (key === 'Backspace' ? erase() : type(key)) })
  return (
    <div className="number-entry">
      {bare ? null : (
        <output aria-label={name} className={value === '' ? 'softer' : ''}>
          {value === '' ? name : Number(value).toLocaleString('en-US')}
        </output>
      )}
      <PinPad onDigit={type} onErase={erase} eraseName={t('signIn.erase')} other={{ name: 'C', press: () => onChange('') }} />
    </div>
  )
}
