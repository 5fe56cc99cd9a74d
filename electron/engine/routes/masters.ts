import { StationError } from '../../../shared/station-error.ts'
import { importProducts, previewProducts } from '../../station/files/product-import.ts'
import { keepColumn, readSerialFile } from '../../station/files/serial-file.ts'
import { sha256 } from '../../station/hash.ts'
import { createPool, listPools } from '../../station/masters.ts'
import { importSerials } from '../../station/serial-import.ts'
import { performSigned } from '../../station/signed-acts.ts'
import { allProducts } from '../../station/store/masters.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'

export function masterRoutes(base: Engine, services: EngineServices) {
  const { masters } = base
  return {
    masters: masters.router({
      products: masters.products.handler(() =>
        allProducts(services.station().store.read).map((product) => ({ ...product, packing: [...product.packing] })),
      ),
      saveProduct: masters.saveProduct.handler(async ({ input, context }) => {
        const by = context.connection.actor('product.write', input.key)
        const params = { id: input.id, product: input.product }
        const { done, waiting } = await performSigned<'productChanged', number>(
          services.station(),
          'productChanged',
          by,
          params,
          input.signing ?? null,
        )
        return { id: done, waiting }
      }),
      previewProducts: masters.previewProducts.handler(({ input, context }) =>
        previewProducts(
          services.station().store,
          context.connection.uploads.file(input.file),
          input.mapping,
          input.partner,
          input.defaults,
        ),
      ),
      importProducts: masters.importProducts.handler(async ({ input, context }) => ({
        created: await importProducts(
          services.station().store,
          context.connection.actor('product.write', input.key),
          context.connection.uploads.file(input.file),
          input.mapping,
          input.partner,
          input.defaults,
        ),
      })),
      pools: masters.pools.handler(() => listPools(services.station().store)),
      createPool: masters.createPool.handler(({ input, context }) => ({
        id: createPool(services.station().store, context.connection.actor('pool.write', input.key), input.pool),
      })),
      previewSerials: masters.previewSerials.handler(async ({ input, context }) => {
        const file = context.connection.uploads.file(input.file)
        const read = await readSerialFile(services.station().store, file, input.productId, input.column, input.partner)
        return {
          columns: [...read.columns],
          column: read.column,
          count: read.serials.length,
          problems: [...read.problems],
          encoding: read.encoding,
        }
      }),
      importSerials: masters.importSerials.handler(async ({ input, context }) => {
        const { store } = services.station()
        const by = context.connection.actor('pool.write', input.key)
        const file = context.connection.uploads.file(input.file)
        const { serials, problems, column } = await readSerialFile(store, file, input.productId, input.column, input.partner)
        if (problems.length > 0) throw new StationError(problems)
        const source = { name: file.name, sha256: sha256(file.bytes) }
        const done = await importSerials(store, by, input.productId, serials, input.usedBefore, input.low, source)
        keepColumn(store, input.partner, column ?? '')
        return done
      }),
      resumePool: masters.resumePool.handler(async ({ input, context }) => {
        const by = context.connection.actor('pool.resume', input.key)
        const params = { pool: input.poolId, lastPrinted: input.lastPrinted }
        const { waiting } = await performSigned(services.station(), 'fenceLifted', by, params, input.signing)
        return { ok: true as const, waiting }
      }),
    }),
  }
}
