import { ConfigProvider } from 'antd'
import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { useLostScan } from '../scan/lost-scan.ts'
import { useEngine } from '../station/engine.ts'
import { useWords } from '../station/words.ts'
import { lineTheme } from './theme.ts'

export type Tone = 'plain' | 'pass' | 'fail' | 'doubt' | 'warn'

export interface LinePageProps {
  readonly bar: ReactNode
  readonly actions: ReactNode
  readonly children: ReactNode
  readonly tone?: Tone
}

/** The frame of a line screen: bar, body, action bar. All sizes follow the window. */
export function LinePage({ bar, actions, children, tone = 'plain' }: LinePageProps) {
  const away = useEngine() === 'away'
  return (
    <LineScale>
      <div className={`line-page tone-${tone} ${away ? 'tone-away' : ''}`}>
        {bar}
        <AwayNote />
        <main className="line-body">{children}</main>
        {actions}
      </div>
    </LineScale>
  )
}

/** Root font size and component sizes of the line, while one of its screens is shown. */
export function LineScale({ children }: { readonly children: ReactNode }) {
  const [scale, setScale] = useState(1)
  useEffect(() => {
    document.documentElement.classList.add('line')
    const measure = (): void => setScale(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16)
    measure()
    window.addEventListener('resize', measure)
    return () => {
      window.removeEventListener('resize', measure)
      document.documentElement.classList.remove('line')
    }
  }, [])
  const theme = useMemo(() => lineTheme(scale), [scale])
  return <ConfigProvider theme={theme}>{children}</ConfigProvider>
}

/** A scan that was not recorded is said until the next one. */
export function AwayNote() {
  const { t } = useWords()
  const { lost } = useLostScan()
  if (!lost) return null
  return (
    <div className="away-note" role="alert">
      <b>{t('away.scan')}</b> {t('away.todo')}
    </div>
  )
}
