import { type ModuleGrid, quietZoneOf } from '../../../../shared/symbols/symbol.ts'

/** A matrix symbol in whole device pixels, black on white, with its quiet zone. */
export function SymbolPicture({ symbol, size, name }: { readonly symbol: ModuleGrid; readonly size: number; readonly name: string }) {
  const quiet = quietZoneOf('gs1datamatrix').left + 1
  const all = symbol.width + 2 * quiet
  const pixels = Math.max(2, Math.floor(size / all))
  const path = [...symbol.modules]
    .flatMap((dark, i) => (dark === 1 ? [`M${(i % symbol.width) + quiet} ${Math.floor(i / symbol.width) + quiet}h1v1h-1z`] : []))
    .join('')
  return (
    <svg
      className="symbol-picture"
      role="img"
      aria-label={name}
      width={all * pixels}
      height={all * pixels}
      viewBox={`0 0 ${all} ${all}`}
      shapeRendering="crispEdges"
    >
      <rect width={all} height={all} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
