import { useQuery } from '@tanstack/react-query'
import { LabelPicture, type Raster } from '../design/label-picture.tsx'
import { api } from '../station/api.ts'
import { useWords } from '../station/words.ts'

/** A label as it was printed, drawn again by the engine; null until it is here. */
export function usePicture(label: number | null): Raster | null {
  const { data } = useQuery({
    ...api.line.picture.queryOptions({ input: { label: label ?? 1 } }),
    enabled: label !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  })
  return label === null ? null : (data ?? null)
}

export function JobPicture({
  label,
  width,
  maxHeight,
  padding = '0.5rem',
}: {
  readonly label: number | null
  readonly width: string
  readonly maxHeight?: string
  readonly padding?: string
}) {
  const { t } = useWords()
  return (
    <LabelPicture
      raster={usePicture(label)}
      width={width}
      {...(maxHeight === undefined ? {} : { maxHeight })}
      name={t('label.picture')}
      padding={padding}
    />
  )
}

/** The newest label of an ordinal that has no verdict yet, or the newest of all. */
export function useLabelAt(jobId: number, ordinal: number | null): number | null {
  const { data } = useQuery({
    ...api.line.labels.queryOptions({ input: { jobId, ordinal: ordinal ?? 1 } }),
    enabled: ordinal !== null,
    staleTime: 0,
  })
  if (ordinal === null || data === undefined) return null
  return (data.findLast(({ state }) => state === 'out' || state === 'doubt') ?? data.at(-1))?.label ?? null
}
