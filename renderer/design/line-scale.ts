import { useEffect, useLayoutEffect, useState } from 'react'

/** Sizes of the line (in rem) follow the window while one of its screens is shown. */
export function useLineSizes(): void {
  useLayoutEffect(() => {
    document.documentElement.classList.add('line')
    return () => document.documentElement.classList.remove('line')
  }, [])
}

/** The same, and how large the line is in this window, as a factor of 16 px, for what cannot be given in rem. */
export function useLineScale(): number {
  useLineSizes()
  const [scale, setScale] = useState(1)
  useEffect(() => {
    const measure = (): void => setScale(Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16)
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  return scale
}
