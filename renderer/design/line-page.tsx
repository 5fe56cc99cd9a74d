import { ConfigProvider } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { useEngine } from '../station/engine.ts'
import { AwayNote } from './away-note.tsx'
import { useLineScale } from './line-scale.ts'
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
  const scale = useLineScale()
  const theme = useMemo(() => lineTheme(scale), [scale])
  return <ConfigProvider theme={theme}>{children}</ConfigProvider>
}
