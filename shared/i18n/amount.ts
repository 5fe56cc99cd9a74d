const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 })

/** A number as every screen and document shows it: thousands with a comma. */
export const amount = (value: number): string => whole.format(value)
