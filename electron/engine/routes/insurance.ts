import { refuse } from '../../../shared/station-error.ts'
import { exportInsurance } from '../../station/insurance/export-codes.ts'
import { importInsurance, previewInsurance } from '../../station/insurance/import-table.ts'
import { addMapping, codesOf, confirmMapping, dropMapping, productCodes } from '../../station/insurance/mappings.ts'
import { countInsurance, searchInsurance } from '../../station/store/insurance.ts'
import { productById } from '../../station/store/masters.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'

const done = { ok: true } as const
const most = 200

/** Insurance codes of consumables and the DIs they belong to. */
export function insuranceRoutes(base: Engine, services: EngineServices) {
  const { insurance } = base
  const store = () => services.station().store
  return {
    insurance: insurance.router({
      products: insurance.products.handler(() => productCodes(store().read)),
      ofProduct: insurance.ofProduct.handler(({ input }) => {
        const product = productById(store().read, input.id)
        if (product === null) throw refuse('product.unknown', { id: input.id })
        return codesOf(store().read, product)
      }),
      search: insurance.search.handler(({ input }) => ({
        total: countInsurance(store().read),
        codes: input.text.trim() === '' ? [] : searchInsurance(store().read, input.text.trim(), most),
      })),
      preview: insurance.preview.handler(({ input, context }) =>
        previewInsurance(store(), context.connection.uploads.file(input.file), input.table, input.mapping),
      ),
      take: insurance.take.handler(({ input, context }) =>
        importInsurance(
          store(),
          context.connection.actor('insurance.write', input.key),
          context.connection.uploads.file(input.file),
          input.table,
          input.mapping,
        ),
      ),
      map: insurance.map.handler(({ input, context }) => ({
        code: addMapping(store(), context.connection.actor('insurance.write', input.key), input.di, input.code, input.source),
      })),
      unmap: insurance.unmap.handler(({ input, context }) => {
        dropMapping(store(), context.connection.actor('insurance.write', input.key), input.di, input.code, input.source, input.reason)
        return done
      }),
      check: insurance.check.handler(({ input, context }) => {
        confirmMapping(store(), context.connection.actor('insurance.check', input.key), input.di, input.code, input.source)
        return done
      }),
      export: insurance.export.handler(({ input, context }) =>
        exportInsurance(store(), context.connection.actor('export.read', input.key)),
      ),
    }),
  }
}
