import { useEffect, useRef, useState } from 'react'

/** The value, taken over at most every `ms`; the last one always. Text a person reads moves at most four times a second. */
export function useCalm<T>(value: T, ms: number): T {
  const [calm, setCalm] = useState(value)
  const at = useRef(Number.NEGATIVE_INFINITY)
  const newest = useRef(value)
  newest.current = value
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  useEffect(() => {
    if (Object.is(newest.current, calm) || timer.current !== undefined) return
    timer.current = setTimeout(
      () => {
        timer.current = undefined
        at.current = performance.now()
        setCalm(newest.current)
      },
      Math.max(0, at.current + ms - performance.now()),
    )
  })
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      timer.current = undefined
    },
    [],
  )
  return calm
}
