import { useMemo } from 'react'
import { trialData } from '../../../../shared/label/trial.ts'
import { gs1DataMatrix } from '../../../../shared/symbols/datamatrix.ts'
import { useWords } from '../../../station/words.ts'
import { frameMarginMm } from './draft.ts'

/** The trial label, drawn in mm as electron/station/labels/test-label.ts prints it. `measure` shows where its two margins are. */
export function TrialLabel({ name, dpi, measure = false }: { readonly name: string; readonly dpi: number; readonly measure?: boolean }) {
  const { t } = useWords()
  const symbol = useMemo(() => gs1DataMatrix(trialData), [])
  const modules = useMemo(() => {
    if (!symbol.ok) return { path: '', mm: 0 }
    const { width, modules } = symbol.value
    const path = [...modules].flatMap((dark, i) => (dark === 1 ? [`M${i % width} ${Math.floor(i / width)}h1v1h-1z`] : [])).join('')
    return { path, mm: 11 / width }
  }, [symbol])
  const margin = frameMarginMm
  return (
    <svg
      className="trial-label"
      role="img"
      aria-label={t(measure ? 'printerSetup.pictureMeasure' : 'printerSetup.picture')}
      viewBox={measure ? '-7 -7 57.3 32.3' : '-0.3 -0.3 50.6 25.6'}
    >
      <rect width="50" height="25" rx="1" fill="#fff" stroke="var(--edge)" strokeWidth="0.25" />
      <rect
        x={margin + 0.15}
        y={margin + 0.15}
        width={50 - 2 * margin - 0.3}
        height={25 - 2 * margin - 0.3}
        fill="none"
        stroke="#000"
        strokeWidth="0.3"
      />
      <text x="2" y="6.6" fontSize="4" fontWeight="700">
        试印 TEST
      </text>
      <text x="2" y="12.8" fontSize="3">
        {name.length > 10 ? `${name.slice(0, 10)}…` : name}
      </text>
      <text x="2" y="18.3" fontSize="2.5">
        {dpi} dpi
      </text>
      <g transform={`translate(36 7) scale(${modules.mm})`}>
        <path d={modules.path} shapeRendering="crispEdges" />
      </g>
      {measure ? (
        <g className="measure">
          <path d="M0 -5v4M0.5 -5v4M-3.6 -3h3.6M4.1 -3H0.5M-0.9 -3.6 0 -3l-0.9 0.6M1.4 -3.6 0.5 -3l0.9 0.6" />
          <text x="5" y="-1.9" fontSize="3.4">
            A
          </text>
          <path d="M-5 0h4M-5 0.5h4M-3 -3.6V0M-3 4.1V0.5M-3.6 -0.9-3 0l0.6-0.9M-3.6 1.4-3 0.5l0.6 0.9" />
          <text x="-4.2" y="8.2" fontSize="3.4">
            B
          </text>
        </g>
      ) : null}
    </svg>
  )
}
