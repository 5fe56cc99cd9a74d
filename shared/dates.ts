/** Shelf life from the made date. `minusOneDay`: the last day is the day before the same date comes round, as Chinese labels usually count. */
export interface ShelfRule {
  readonly unit: 'month' | 'day'
  readonly count: number
  readonly minusOneDay: boolean
}

/** True for a real calendar day written YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const [year, month, day] = parts(text)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

/** Last day of use, YYYY-MM-DD. Adding months to the 31st lands on the last day of a shorter month. */
export function expiryDate(made: string, rule: ShelfRule): string {
  const [year, month, day] = parts(made)
  if (rule.unit === 'day') return fromDayNumber(dayNumber(year, month, day) + rule.count - (rule.minusOneDay ? 1 : 0))
  const months = year * 12 + (month - 1) + rule.count
  const [y, m] = [Math.floor(months / 12), (months % 12) + 1]
  const landed = dayNumber(y, m, Math.min(day, daysIn(y, m)))
  return fromDayNumber(landed - (rule.minusOneDay ? 1 : 0))
}

/** YYYY-MM-DD as the YYMMDD of AI 11 or 17. */
export const yymmdd = (date: string): string => date.slice(2, 4) + date.slice(5, 7) + date.slice(8, 10)

/** Local calendar day of an instant. `zone` is the offset from UTC in minutes. */
export function dayOf(at: number, zone: number): string {
  return new Date(at + zone * 60_000).toISOString().slice(0, 10)
}

/** An offset from UTC in minutes as +08:00. */
export function zoneText(zone: number): string {
  const minutes = Math.abs(zone)
  return `${zone < 0 ? '−' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function parts(date: string): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))]
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

const dayNumber = (year: number, month: number, day: number): number => Date.UTC(year, month - 1, day) / 86_400_000

const fromDayNumber = (n: number): string => new Date(n * 86_400_000).toISOString().slice(0, 10)
