import { refuse } from '../../../shared/station-error.ts'
import { resumePool } from '../../station/backup.ts'
import { readTable } from '../../station/files/read-table.ts'
import { sha256 } from '../../station/hash.ts'
import { createPool, listPools, saveProduct } from '../../station/masters.ts'
import { importSerials } from '../../station/serial-import.ts'
import { serialAt } from '../../station/serials.ts'
import { allProducts } from '../../station/store/masters.ts'
import { poolById } from '../../station/store/pools.ts'
import type { Store } from '../../station/store/store.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'

const done = { ok: true } as const

export function masterRoutes(base: Engine, services: EngineServices) {
  const { masters } = base
  return {
    masters: masters.router({
      products: masters.products.handler(() =>
        allProducts(services.station().store.read).map((product) => ({ ...product, packing: [...product.packing] })),
      ),
      saveProduct: masters.saveProduct.handler(({ input, context }) => ({
        id: saveProduct(services.station().store, context.connection.actor('product.write', input.key), input.id, input.product),
      })),
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
        const { store, people } = services.station()
        const by = context.connection.actor('pool.resume', input.key)
        const signers = await people.signers(input.signing.signers, ['pool.resume'])
        resumePool(
          store,
          by,
          input.poolId,
          input.lastPrinted === null ? null : await positionAfter(store, input.poolId, input.lastPrinted),
          input.signing.reason,
          signers,
        )
        services.station().changed()
        return done
      }),
    }),
  }
}

/** Longest the search for a serial holds the engine's loop, ms. */
const sliceMs = 5

/** One past the position of a serial that was printed. Errors: `pool.unknown`, `pool.serialUnknown`. */
export async function positionAfter(store: Store, poolId: number, serial: string): Promise<number> {
  const pool = poolById(store.read, poolId)
  if (pool === null) throw refuse('pool.unknown', { id: poolId })
  const at = serialAt(store.read, pool)
  if (pool.kind === 'sequential') {
    const position = Number(serial.slice(pool.prefix.length)) - pool.first
    if (Number.isInteger(position) && position >= 0 && position < pool.size && at(position) === serial) return position + 1
    throw refuse('pool.serialUnknown', { serial })
  }
  let started = performance.now()
  for (let position = 0; position < pool.size; position++) {
    if (at(position) === serial) return position + 1
    if (position % 64 === 0 && performance.now() - started > sliceMs) {
      await new Promise((resolve) => setImmediate(resolve))
      started = performance.now()
    }
  }
  throw refuse('pool.serialUnknown', { serial })
}
