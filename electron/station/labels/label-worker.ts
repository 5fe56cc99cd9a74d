import { parentPort } from 'node:worker_threads'
import { fieldsOf } from '../../../shared/label/bind.ts'
import { StationError } from '../../../shared/station-error.ts'
import type { LabelRequest, MadeLabel } from '../ports.ts'
import { checkLabel, labelBytes, loadTemplate, renderLabel } from './make.ts'

/** A label thread's questions and answers. */
export interface WorkerRequest {
  readonly id: number
  readonly request: LabelRequest
}
export type WorkerAnswer =
  | { readonly id: number; readonly made: MadeLabel }
  | { readonly id: number; readonly problems: StationError['problems'] }
  | { readonly id: number; readonly failed: string }

parentPort?.on('message', ({ id, request }: WorkerRequest) => {
  void make(request).then(
    (made) => parentPort?.postMessage({ id, made } satisfies WorkerAnswer, [made.bytes.buffer as ArrayBuffer]),
    (error: unknown) =>
      parentPort?.postMessage(
        error instanceof StationError
          ? { id, problems: error.problems }
          : { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) },
      ),
  )
})

async function make({ template, product, record, dpi, training, printer }: LabelRequest): Promise<MadeLabel> {
  const rendered = renderLabel(loadTemplate(template), fieldsOf(product, record), dpi, { training })
  await checkLabel(rendered)
  const { document, raster, sha256 } = rendered
  return {
    picture: {
      width: raster.width,
      height: raster.height,
      stride: raster.stride,
      dpi,
      widthMm: document.widthMm,
      heightMm: document.heightMm,
      bits: raster.bits,
    },
    sha256,
    code: document.symbols[0]?.hri ?? '',
    bytes: labelBytes(raster, { dpi, ...printer }),
  }
}
