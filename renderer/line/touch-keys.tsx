import { useState } from 'react'
import { Icon } from '../design/icon.tsx'
import { useWords } from '../station/words.ts'

const letters = ['1234567890', 'qwertyuiop', 'asdfghjkl-', 'zxcvbnm._@']
const symbols = ['1234567890', '!#$%&*()+=', '[]{}<>/\\|~', '"\':;,?^`_@']

/** Letters and digits under the finger, for a station without a keyboard. */
export function TouchKeys({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const { t } = useWords()
  const [shift, setShift] = useState(false)
  const [signs, setSigns] = useState(false)
  const rows = signs ? symbols : letters
  return (
    <div className="touch-keys">
      {rows.map((row) => (
        <div key={row} className="row">
          {[...row].map((key) => {
            const typed = shift ? key.toUpperCase() : key
            return (
              <button key={key} type="button" onClick={() => onChange(value + typed)}>
                {typed}
              </button>
            )
          })}
        </div>
      ))}
      <div className="row">
        <button type="button" className="wide" aria-pressed={shift} onClick={() => setShift(!shift)}>
          {t('keys.shift')}
        </button>
        <button type="button" className="wide" aria-pressed={signs} onClick={() => setSigns(!signs)}>
          {t('keys.symbols')}
        </button>
        <button type="button" className="widest" onClick={() => onChange(`${value} `)}>
          {t('keys.space')}
        </button>
        <button type="button" className="wide" aria-label={t('signIn.erase')} onClick={() => onChange(value.slice(0, -1))}>
          <Icon name="erase" />
        </button>
      </div>
    </div>
  )
}
