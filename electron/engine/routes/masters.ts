import { readTable } from '../../station/files/read-table.ts'
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
      pools: masters.pools.handler(() => listPools(services.station().store)),
      createPool: masters.createPool.handler(({ input, context }) => ({
        id: createPool(services.station().store, context.connection.actor('pool.write', input.key), input.pool),
      })),
      importSerials: masters.importSerials.handler(async ({ input, context }) => {
        const by = context.connection.actor('pool.write', input.key)
        const file = context.connection.uploads.file(input.file)
        const { rows } = await readTable(file.name, file.bytes)
        const serials = rows
          .map((row) => (row[0] ?? '').trim())
          .filter((serial, i) => serial !== '' && !(i === 0 && /^(序列号|serial|sn)$/i.test(serial)))
        return importSerials(services.station().store, by, input.productId, serials, input.usedBefore, input.low, {
          name: file.name,
          sha256: sha256(file.bytes),
        })
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
