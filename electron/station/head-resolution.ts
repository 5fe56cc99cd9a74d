/** Dots per mm that a head calls itself: 203 dpi are 8, 300 are 12, 600 are 24. */
export const dotsOf = (dpi: number): number => Math.round(dpi / 25.4)
/** The usual resolution of a head, or what its dots come to. */
export const dpiOf = (dotsPerMm: number): number => [203, 300, 600].find((dpi) => dotsOf(dpi) === dotsPerMm) ?? Math.round(dotsPerMm * 25.4)
