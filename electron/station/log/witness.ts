import type { Hash } from '../../../shared/ledger/merkle.ts'
import { refuse } from '../../../shared/station-error.ts'
import type { Actor, Store } from '../store/store.ts'
import type { WitnessKind } from './anchors.ts'
import type { StationLog } from './station-log.ts'
import { consistencyOf } from './tree.ts'

/** What a witness says to a checkpoint. `holds`: the size it has of this log, where the proof did not start there. */
export type WitnessAnswer =
  | { readonly taken: true }
  | { readonly taken: false; readonly holds: number }
  | { readonly taken: false; readonly fork: true }

/**
 * Somebody outside who keeps the newest checkpoint of a log and takes another one only when it is proved to have grown out of it
 * (c2sp.org/tlog-witness, add-checkpoint). The hub is one; folders and paper only keep what they are given.
 */
export interface Witness {
  readonly kind: WitnessKind
  readonly name: string
  /** Size of the newest checkpoint it holds of this log; 0 for none. */
  held(origin: string): Promise<number>
  add(checkpoint: { readonly old: number; readonly proof: readonly Hash[]; readonly note: string }): Promise<WitnessAnswer>
}

/**
 * Signs now, proves to a witness that the log grew out of what it holds, and remembers that it was taken. Errors: `log.witnessAhead`
 * {size, holds} when it has seen more than there is here (an older copy), `log.witnessFork` when what it holds is not in this log.
 */
export async function offerTo(witness: Witness, store: Store, log: StationLog, by: Actor): Promise<number> {
  const signed = log.checkpoint('asked', by)
  let old = await witness.held(log.origin)
  // The size may be old news by the time it is used: the witness says so and is asked once more.
  for (let tries = 0; ; tries++) {
    if (old > signed.size) throw refuse('log.witnessAhead', { size: signed.size, holds: old })
    const proof = old === 0 || old === signed.size ? [] : consistencyOf(store.read, old, signed.size)
    const answer = await witness.add({ old, proof, note: signed.note })
    if (answer.taken) break
    if ('fork' in answer || tries > 0) throw refuse('log.witnessFork', { name: witness.name })
    old = answer.holds
  }
  log.witnessed(by, witness.kind, witness.name, signed)
  return signed.size
}
