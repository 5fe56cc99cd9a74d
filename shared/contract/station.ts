import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { postPresets } from '../auth/posts.ts'
import { signedActNames } from '../auth/signed-acts.ts'
import { labelFields, picture } from './line.ts'
import { bytes, command, file, id, instant, key, ok, okOrWaiting, problem, query, signing, text } from './procedure.ts'

const json = z.json()

export const templateCheck = z.object({ code: z.string(), params: problem.shape.params, state: z.enum(['ok', 'warn', 'blocked']) })

export const templates = {
  list: query('template.read').output(
    z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        version: z.number(),
        widthMm: z.number(),
        heightMm: z.number(),
        approvedBy: z.string().nullable(),
        approvedAt: instant.nullable(),
      }),
    ),
  ),
  preview: query('template.read')
    .input(z.object({ name: text(40), orderId: id.nullable(), dpi: z.union([z.literal(203), z.literal(300), z.literal(600)]) }))
    .output(
      z.object({
        picture,
        symbol: z.object({
          symbology: z.string(),
          xMm: z.number(),
          dots: z.number(),
          dotMm: z.number(),
          minMm: z.number(),
          targetMm: z.number(),
          maxMm: z.number(),
          inRange: z.boolean(),
          table: z.string(),
          box: z.object({ xMm: z.number(), yMm: z.number(), widthMm: z.number(), heightMm: z.number() }),
        }),
        elements: z.array(z.object({ ai: z.string(), value: z.string() })),
        record: labelFields,
        checks: z.array(templateCheck),
      }),
    ),
  exportPicture: query('template.read')
    .input(z.object({ name: text(40), orderId: id.nullable(), dpi: z.number().int(), format: z.enum(['png', 'pdf']) }))
    .output(z.object({ name: z.string(), bytes })),
}

const witnessKind = z.enum(['backup', 'paper', 'file', 'hub'])

/** What may be said of the log: never more than was seen. */
export const logVerdict = z.object({
  standing: z.enum(['witnessed', 'notWitnessed', 'differs', 'broken']),
  events: z.number(),
  bad: z.object({ seq: z.number(), code: z.string() }).nullable(),
  anchor: z.object({ kind: witnessKind, name: z.string(), size: z.number(), at: instant.nullable() }).nullable(),
  since: z.number(),
  checkpoints: z.number(),
})

export const auditRow = z.object({
  seq: z.number(),
  at: instant,
  zone: z.number(),
  actor: z.object({ id: z.number(), name: z.string(), role: z.string() }),
  kind: z.number(),
  kindName: z.string().nullable(),
  device: z.string().nullable(),
  order: z.string().nullable(),
  ordinal: z.number().nullable(),
  serial: z.string().nullable(),
  /** The person, product, serial range or template it was done to. */
  subject: z.string().nullable(),
  reason: z.boolean(),
  signed: z.boolean(),
  changed: z.boolean(),
})
export const audit = {
  search: query('audit.read')
    .input(
      z.object({
        text: z.string().max(120),
        from: instant.nullable(),
        to: instant.nullable(),
        group: z.number().int().nullable(),
        before: z.number().nullable(),
        limit: z.number().int().min(1).max(200),
      }),
    )
    .output(z.object({ rows: z.array(auditRow), total: z.number() })),
  get: query('audit.read')
    .input(z.object({ seq: z.number().int() }))
    .output(
      auditRow.extend({
        beforeValue: json,
        afterValue: json,
        entities: json,
        reasonText: z.string().nullable(),
        leaf: z.string(),
        station: z.string(),
        body: z.string(),
        signatures: z.array(z.object({ name: z.string(), at: instant, meaning: z.string() })),
        /** The label the entry names, or null. */
        label: z.number().nullable(),
      }),
    ),
  /** What is known of the log without reading it whole: its newest signed tree head, and the newest one somebody outside holds. */
  state: query('audit.read').output(
    z.object({
      size: z.number(),
      checkpoint: z.number(),
      provider: z.string().nullable(),
      problem: problem.nullable(),
      witness: z.object({ kind: witnessKind, name: z.string(), size: z.number(), at: instant }).nullable(),
      /** Whether there is a backup target outside the data folder. */
      targets: z.number(),
    }),
  ),
  /** Recomputes the whole log and compares it with what is held outside; progress first, the verdict last. */
  verify: query('audit.read').output(eventIterator(z.object({ done: z.number(), of: z.number(), verdict: logVerdict.nullable() }))),
  /** Signs now and leaves the tree head with every target outside. */
  witness: command('log.witness')
    .input(z.object({ key }))
    .output(z.object({ size: z.number(), files: z.array(z.string()) })),
  /** The station's verification key: what an inspector compares with. Null in `vkey` while the key cannot be opened and was never made. */
  key: query('audit.read').output(
    z.object({ id: z.string().nullable(), vkey: z.string().nullable(), provider: z.string().nullable(), problem: problem.nullable() }),
  ),
  /** The key under a passphrase, for a replacement computer. */
  escrowKey: command('backup.write')
    .input(z.object({ key, passphrase: z.string().min(1).max(200), signing }))
    .output(z.object({ name: z.string(), bytes })),
  restoreKey: command('restore.write')
    .input(z.object({ key, file, passphrase: z.string().min(1).max(200), signing }))
    .output(ok),
  /** From now on the key opens with this passphrase alone. */
  protectKey: command('backup.write')
    .input(z.object({ key, passphrase: z.string().min(1).max(200), signing }))
    .output(ok),
  unlockKey: command('backup.write')
    .input(z.object({ key, passphrase: z.string().min(1).max(200) }))
    .output(ok),
  /** Where one entry stands in the tree. */
  proof: query('audit.read')
    .input(z.object({ seq: z.number().int() }))
    .output(
      z.object({
        leaf: z.string(),
        size: z.number().nullable(),
        root: z.string().nullable(),
        hashes: z.number(),
        /** Where a root that covers it was left, as this station remembers it; nothing was read there now. */
        left: z.object({ name: z.string(), at: instant }).nullable(),
      }),
    ),
  /** The evidence of a label, an order or a lot as one offline page. */
  bundle: command('evidence.export')
    .input(
      z.object({
        key,
        subject: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('label'), label: id }),
          z.object({ kind: z.literal('order'), order: id }),
          z.object({ kind: z.literal('lot'), product: id, lot: text(20) }),
        ]),
      }),
    )
    .output(z.object({ name: z.string(), bytes, events: z.number() })),
}

export const settingsValues = z.object({
  firm: text(60),
  site: z.string().max(40),
  language: z.enum(['zh-CN', 'en']),
  backupFolder: z.string().max(400),
  sounds: z.boolean(),
  volume: z.number().int().min(0).max(100),
  mirrored: z.boolean(),
  officeTouch: z.boolean(),
  /** Signatures per act, where they differ from the usual number. */
  signatures: z.partialRecord(z.enum(signedActNames), z.number().int().min(0).max(2)),
  posts: z.enum(postPresets),
  passwordLeast: z.number().int().min(8).max(64),
  passwordKept: z.number().int().min(0).max(10),
  passwordDays: z.number().int().min(0).max(730),
  idleSeconds: z.number().int().min(0).max(14_400),
})
export const settings = {
  get: query('session.any').output(settingsValues),
  set: command('settings.write')
    .input(z.object({ key, settings: settingsValues, signing: signing.nullable().optional() }))
    .output(okOrWaiting),
  backups: query('settings.read').output(
    z.array(z.object({ file: z.string(), at: instant, bytes: z.number(), seq: z.number(), verified: z.boolean() })),
  ),
  backup: command('backup.write')
    .input(z.object({ key }))
    .output(z.object({ file: z.string(), bytes: z.number(), sha256: z.string() })),
  /** Puts a backup in the place of the ledger; pools are then suspended. The engine restarts. */
  restore: command('restore.write')
    .input(z.object({ key, file: text(400), signing }))
    .output(ok),
  /** Creates the empty production ledger and switches to it. The engine restarts. */
  goLive: command('live.start').input(z.object({ key, signing })).output(ok),
  /** A clock that was set back is accepted by name. */
  acceptClock: command('clock.accept').input(z.object({ key, signing })).output(ok),
}
