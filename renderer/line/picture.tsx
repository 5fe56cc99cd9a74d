import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { LabelPicture, type Raster } from '../design/label-picture.tsx'
import { api } from '../station/api.ts'
import { useWords } from '../station/words.ts'

const pauseMs = 400

/** A label as it was printed, drawn again by the engine. At speed the newest one is asked for a few times a second. */
export function JobPicture({ label, width, maxHeight, padding = '0.5rem', fallback = null }: { readonly label: number | null; readonly width: string; readonly maxHeight?: string; readonly padding?: string; readonly fallback?: Raster | null }) {
  const { t } = useWords()
  const asked = useCalm(label)
  const { data } = useQuery({ ...api.line.picture.queryOptions({ input: { label: asked ?? 1 } }), enabled: asked !== null, staleTime: Number.POSITIVE_INFINITY, gcTime: 30_000, placeholderData: (before: Raster | undefined) => before as never })
  return <LabelPicture raster={data ?? fallback} width={width} {...(maxHeight === undefined ? {} : { maxHeight })} name={t('label.picture')} padding={padding} />
}

/** The value, changing at most every `pauseMs`. */
function useCalm(value: number | null): number | null {
  const [calm, setCalm] = useState(value)
  useEffect(() => {
    if (calm === null) return setCalm(value)
    const timer = setTimeout(() => setCalm(value), pauseMs)
    return () => clearTimeout(timer)
  }, [value, calm])
  return calm
}

/** The newest label of an ordinal that has no verdict yet, or the newest of all. */
export function useLabelAt(jobId: number, ordinal: number | null): number | null {
  const { data } = useQuery({ ...api.line.labels.queryOptions({ input: { jobId, ordinal: ordinal ?? 1 } }), enabled: ordinal !== null, staleTime: 0 })
  if (ordinal === null || data === undefined) return null
  return (data.findLast(({ state }) => state === 'out' || state === 'doubt') ?? data.at(-1))?.label ?? null
}
