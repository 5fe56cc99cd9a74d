import { useEffect, useRef } from 'react'

/** The very dots that are sent to the printer: packed bits, rows of `stride` bytes, most significant bit left, 1 = black. */
export interface Raster {
  readonly width: number
  readonly height: number
  readonly stride: number
  readonly bits: Uint8Array
}

export interface LabelPictureProps {
  readonly raster: Raster | null
  /** Width of the picture in rem (line) or px (office), the height follows the label. */
  readonly width: string
  readonly maxHeight?: string
  readonly name: string
  readonly padding?: string
}

export function LabelPicture({ raster, width, maxHeight, name, padding = '0' }: LabelPictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current !== null && raster !== null) draw(canvas.current, raster)
  }, [raster])
  if (raster === null) return null
  const ratio = `${raster.width} / ${raster.height}`
  return (
    <figure className="label-picture" style={{ padding }}>
      <canvas
        ref={canvas}
        width={raster.width}
        height={raster.height}
        role="img"
        aria-label={name}
        style={{
          width: maxHeight === undefined ? width : `min(${width}, calc(${maxHeight} * ${raster.width / raster.height}))`,
          aspectRatio: ratio,
        }}
      />
    </figure>
  )
}

function draw(canvas: HTMLCanvasElement, { width, height, stride, bits }: Raster): void {
  const context = canvas.getContext('2d')
  if (context === null) return
  const image = context.createImageData(width, height)
  const pixels = new Uint32Array(image.data.buffer).fill(0xffffffff)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (((bits[y * stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) pixels[y * width + x] = 0xff000000
    }
  }
  context.putImageData(image, 0, 0)
}
