import { base64 } from '../../../shared/ledger/bytes.ts'
import { StationError } from '../../../shared/station-error.ts'
import { bundleOf } from '../../station/evidence/bundle.ts'
import { evidencePage } from '../../station/evidence/page.ts'
import { checkLog } from '../../station/log/check.ts'
import { publicKeyOf } from '../../station/log/keys.ts'
import { inclusionOf, rootOf } from '../../station/log/tree.ts'
import type { LogVerdict } from '../../station/log/verify.ts'
import type { Station } from '../../station/station.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { stepsOf } from '../stream.ts'

const done = { ok: true } as const

/** The log's own calls: its state, the whole check, witnesses, proofs and evidence. */
export function logRoutes(audit: Engine['audit'], services: EngineServices) {
  const station = () => services.station()
  return {
    state: audit.state.handler(() => {
      const { log } = station()
      return { ...log.state(), targets: log.targets().length }
    }),
    verify: audit.verify.handler(({ signal }) => checking(station(), signal)),
    witness: audit.witness.handler(({ input, context }) => {
      const { size, files } = station().log.witnessNow(context.connection.actor('log.witness', input.key))
      return { size, files: [...files] }
    }),
    key: audit.key.handler(() => {
      const { log, store } = station()
      try {
        const { id, vkey, provider } = log.key()
        return { id, vkey, provider, problem: null }
      } catch (error) {
        if (!(error instanceof StationError)) throw error
        return { id: null, vkey: publicKeyOf(store.folder), provider: null, problem: { code: error.code, params: error.params } }
      }
    }),
    escrowKey: audit.escrowKey.handler(async ({ input, context }) => {
      const by = context.connection.actor('backup.write', input.key)
      const { log, signing, store } = station()
      const signers = await signing.take('keyEscrowed', input.signing)
      const name = `${store.station}-key.json`
      return { name, bytes: Buffer.from(await log.escrow(by, input.passphrase, { signers, reason: input.signing.reason }, name)) }
    }),
    restoreKey: audit.restoreKey.handler(async ({ input, context }) => {
      const by = context.connection.actor('restore.write', input.key)
      const { log, signing } = station()
      const text = Buffer.from(context.connection.uploads.file(input.file).bytes).toString('utf8')
      const signers = await signing.take('keyRestored', input.signing)
      await log.restore(by, text, input.passphrase, { signers, reason: input.signing.reason })
      return done
    }),
    protectKey: audit.protectKey.handler(async ({ input, context }) => {
      const by = context.connection.actor('backup.write', input.key)
      const { log, signing } = station()
      const signers = await signing.take('keyEscrowed', input.signing)
      await log.protect(by, input.passphrase, { signers, reason: input.signing.reason })
      return done
    }),
    unlockKey: audit.unlockKey.handler(async ({ input, context }) => {
      context.connection.actor('backup.write', input.key)
      await station().log.unlock(input.passphrase)
      return done
    }),
    proof: audit.proof.handler(({ input }) => {
      const { store, log } = station()
      const { witness } = log.state()
      const newest = store.read.get<{ size: number }>('SELECT size FROM checkpoint WHERE size >= ? ORDER BY size LIMIT 1', input.seq)
      const size = newest?.size ?? null
      const leaf = store.read.get<{ leaf: Buffer }>('SELECT leaf FROM event WHERE seq = ?', input.seq)?.leaf.toString('hex') ?? ''
      return {
        leaf,
        size,
        root: size === null ? null : base64(rootOf(store.read, size)),
        hashes: size === null ? 0 : inclusionOf(store.read, input.seq, size).length,
        left: witness !== null && witness.size >= input.seq ? { name: witness.name, at: witness.at } : null,
      }
    }),
    bundle: audit.bundle.handler(({ input, context }) => {
      const { store, log } = station()
      const bundle = bundleOf(store, log, context.connection.actor('evidence.export', input.key), input.subject)
      const what =
        bundle.subject.kind === 'label' ? `${bundle.subject.order}-${bundle.subject.ordinal}` : (bundle.subject.order ?? bundle.subject.lot)
      const training = store.mode === 'training' ? 'TRAINING-' : ''
      const name = `${training}evidence-${String(what).replaceAll(/[^\w.-]/g, '_')}.html`
      return { name, bytes: Buffer.from(evidencePage(bundle)), events: bundle.events.length }
    }),
  }
}

interface Checking {
  readonly done: number
  readonly of: number
  readonly verdict: ReturnType<typeof verdictOf> | null
}

/** The whole check in its thread: how far it is, and last the verdict. */
const checking = ({ store, log }: Station, signal: AbortSignal | undefined): AsyncGenerator<Checking, void> =>
  stepsOf<Checking>(
    { done: 0, of: store.lastSeq, verdict: null },
    async (tell, ended) => {
      const of = store.lastSeq
      const told = (done: number): void => tell({ done, of, verdict: null })
      const verdict = await checkLog(store.folder, store.station, log.anchors(), told, ended)
      return { done: verdict.events, of: verdict.events, verdict: verdictOf(verdict) }
    },
    signal,
  )

function verdictOf({ standing, events, bad, anchor, since, checkpoints }: LogVerdict) {
  const at = anchor?.at == null ? Number.NaN : Date.parse(anchor.at)
  return {
    standing,
    events,
    bad,
    anchor: anchor === null ? null : { kind: anchor.kind, name: anchor.name, size: anchor.size, at: Number.isNaN(at) ? null : at },
    since,
    checkpoints,
  }
}
