interface SerialForm {
  readonly prefix: string
  readonly first: number
  readonly width: number
}

/** The serial at a position of a sequential pool, or of a permuted one when the position is already mixed. */
export const serialText = ({ prefix, first, width }: SerialForm, position: number): string =>
  prefix + String(first + position).padStart(width, '0')
