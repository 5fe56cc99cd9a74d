import { useLayoutEffect, useRef, useState } from 'react'
import { LabelPicture } from '../../design/label-picture.tsx'
import { useWords } from '../../station/words.ts'
import type { Preview } from './symbol-panel.tsx'

/** Room for the rulers, px. */
const margin = 40

/** The label in its true proportions, as large as fits, with rulers in mm and a frame round its symbol. */
export function LabelStage({ picture, box }: { readonly picture: Preview['picture']; readonly box: Preview['symbol']['box'] }) {
  const { t } = useWords()
  const stage = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setRoom({ width: entry.contentRect.width, height: entry.contentRect.height }))
    if (stage.current !== null) watch.observe(stage.current)
    return () => watch.disconnect()
  }, [])
  const { widthMm, heightMm } = picture
  const scale = Math.max(1, Math.min((room.width - margin * 2) / widthMm, (room.height - margin * 2) / heightMm))
  const [width, height] = [widthMm * scale, heightMm * scale]
  return (
    <div className="label-stage" ref={stage}>
      <div style={{ position: 'relative', width: width + margin * 2, height: height + margin * 2 }}>
        <div style={{ position: 'absolute', left: margin, top: margin, outline: '3px solid var(--edge)', lineHeight: 0 }}>
          <LabelPicture raster={picture} width={`${width}px`} name={t('label.picture')} />
        </div>
        <svg
          width={width + margin * 2}
          height={height + margin * 2}
          style={{ position: 'absolute', inset: 0 }}
          fill="var(--ink3)"
          fontSize="13"
          aria-hidden="true"
        >
          {ticks(widthMm).map((mm) => (
            <g key={`x${mm}`}>
              <text x={margin + mm * scale} y={margin - 14} textAnchor="middle">
                {mm}
              </text>
              <path d={`M${margin + mm * scale} ${margin - 9}v6`} stroke="var(--ink3)" />
            </g>
          ))}
          {ticks(heightMm).map((mm) => (
            <g key={`y${mm}`}>
              <text x={margin - 14} y={margin + mm * scale + 5} textAnchor="end">
                {mm}
              </text>
              <path d={`M${margin - 9} ${margin + mm * scale}h6`} stroke="var(--ink3)" />
            </g>
          ))}
          <rect
            x={margin + box.xMm * scale - 2}
            y={margin + box.yMm * scale - 2}
            width={box.widthMm * scale + 4}
            height={box.heightMm * scale + 4}
            fill="none"
            stroke="var(--brand)"
            strokeWidth="4"
          />
        </svg>
      </div>
    </div>
  )
}

/** Every 10 mm, every 20 on a long label. */
function ticks(mm: number): readonly number[] {
  const step = mm > 90 ? 20 : 10
  return Array.from({ length: Math.floor(mm / step) + 1 }, (_, i) => i * step)
}
