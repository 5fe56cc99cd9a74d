import bwipjs from 'bwip-js'
import type { Bitmap } from './emulator.ts'

/** Stands for FNC1 in the data of a symbol. */
export const FNC1 = '\ue000'

interface Raw {
  readonly pixs?: ArrayLike<number>
  readonly pixx?: number
  readonly pixy?: number
  readonly sbs?: readonly number[]
}

/** Draws a DataMatrix as a printer's own firmware would, by an encoder that is not the station's; the smallest of its shape where none is asked. */
export function drawDataMatrix(
  bitmap: Bitmap,
  at: { readonly x: number; readonly y: number; readonly dots: number },
  data: string,
  size: { readonly rows: number; readonly columns: number } | null,
): void {
  const text = [...data].map((letter) => (letter === FNC1 ? '^FNC1' : `^${String(letter.charCodeAt(0)).padStart(3, '0')}`)).join('')
  const version = size === null || size.rows === 0 ? {} : { version: `${size.rows}x${size.columns}` }
  const bcid = size !== null && size.rows !== size.columns ? 'datamatrixrectangular' : 'datamatrix'
  const [symbol] = bwipjs.raw({ bcid, text, parse: true, parsefnc: true, ...version } as never) as unknown as readonly Raw[]
  const { pixs, pixx, pixy } = symbol!
  for (let row = 0; row < pixy!; row++)
    for (let column = 0; column < pixx!; column++)
      if (pixs![row * pixx! + column] === 1) fill(bitmap, at.x + column * at.dots, at.y + row * at.dots, at.dots, at.dots)
}

/** Draws a Code 128 of symbol characters, start included and check character not. */
export function drawCode128(
  bitmap: Bitmap,
  at: { readonly x: number; readonly y: number; readonly dots: number; readonly height: number },
  characters: readonly number[],
): void {
  const text = characters.map((value) => `^${String(value).padStart(3, '0')}`).join('')
  const [symbol] = bwipjs.raw({ bcid: 'code128', text, raw: true } as never) as unknown as readonly Raw[]
  let x = at.x
  for (const [i, width] of symbol!.sbs!.entries()) {
    if (i % 2 === 0) fill(bitmap, x, at.y, width * at.dots, at.height)
    x += width * at.dots
  }
}

function fill(bitmap: Bitmap, left: number, top: number, width: number, height: number): void {
  for (let y = Math.max(0, top); y < Math.min(bitmap.height, top + height); y++)
    for (let x = Math.max(0, left); x < Math.min(bitmap.width, left + width); x++)
      bitmap.bits[y * bitmap.stride + (x >> 3)]! |= 0x80 >> (x & 7)
}
