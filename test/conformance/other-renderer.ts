import { createCanvas, loadImage } from '@napi-rs/canvas'
import { decode } from '../../drivers/image/zxing.ts'

/** Draws a 60 x 40 mm label of 203 dpi with a renderer that is not the station's, and reads the DataMatrix on it. */
export async function readElsewhere(zpl: Uint8Array): Promise<Awaited<ReturnType<typeof decode>>> {
  const { ready } = (await import('zpl-renderer-js')) as unknown as {
    ready: Promise<{ api: { zplToBase64Async(zpl: string, width: number, height: number, dpmm: number): Promise<string> } }>
  }
  const { api } = await ready
  const image = await loadImage(Buffer.from(await api.zplToBase64Async(Buffer.from(zpl).toString('latin1'), 60, 40, 8), 'base64'))
  const canvas = createCanvas(image.width + 20, image.height + 20)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.drawImage(image, 10, 10)
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
  return decode(
    { data: new Uint8ClampedArray(data), width: canvas.width, height: canvas.height, colorSpace: 'srgb' },
    { formats: ['DataMatrix'], tryHarder: true, tryRotate: false },
  )
}
