export { amount } from '../../shared/i18n/amount.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** HH:MM of an instant, in the machine's zone. */
export function timeOf(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** HH:MM:SS. */
export const secondOf = (at: number): string => `${timeOf(at)}:${two(new Date(at).getSeconds())}`

/** YYYY-MM-DD. */
export function dayOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Whole minutes and seconds of a length of time. */
export const minutesOf = (seconds: number): { readonly minutes: number; readonly seconds: number } => ({
  minutes: Math.floor(seconds / 60),
  seconds: Math.round(seconds) % 60,
})

/** The file's own name, whichever way its path is written. */
export const baseOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path
