import type { Json } from './jcs.ts'

/** How a kind leaves the station as an EPCIS 2.0 event (CBV 2.0 terms), or why it does not. */
export type EpcisMapping =
  | { readonly type: 'ObjectEvent'; readonly action: 'ADD' | 'OBSERVE' | 'DELETE'; readonly bizStep: string; readonly disposition: string }
  | { readonly none: 'internal' | 'refusal' }

interface KindSpec {
  readonly no: number
  /** What `after` holds, as written in docs/spec/ledger.md. */
  readonly after: string
  readonly epcis: EpcisMapping
}

const internal: EpcisMapping = { none: 'internal' }
const refusal: EpcisMapping = { none: 'refusal' }
const object = (action: 'ADD' | 'OBSERVE' | 'DELETE', bizStep: string, disposition: string): EpcisMapping => ({
  type: 'ObjectEvent',
  action,
  bizStep,
  disposition,
})

/** Every ledger kind. A number, once released, never changes its meaning; groups are hundreds. */
export const kinds = {
  'ledger.created': { no: 100, after: 'mode, station, schema', epcis: internal },
  'engine.started': { no: 101, after: 'version, host, node, recovered', epcis: internal },
  'engine.stopped': { no: 102, after: 'why', epcis: internal },
  'clock.setBack': { no: 103, after: 'wall, last', epcis: internal },
  'clock.accepted': { no: 104, after: 'wall', epcis: internal },
  'backup.made': { no: 110, after: 'file, bytes, sha256, size', epcis: internal },
  'ledger.restored': { no: 111, after: 'why, seq, fenceSeq, pools, burnedUnits, asked', epcis: internal },
  'fence.lifted': { no: 112, after: 'pools[{pool, from, to}]', epcis: internal },
  'station.wentLive': { no: 113, after: 'station', epcis: internal },
  'restore.asked': { no: 114, after: 'file', epcis: internal },
  'restore.failed': { no: 115, after: 'file, asked (seq)', epcis: internal },
  'settings.changed': { no: 120, after: 'changed settings', epcis: internal },
  'schema.migrated': { no: 121, after: 'from, to', epcis: internal },
  'data.imported': { no: 122, after: 'what, file, sha256, rows', epcis: internal },
  'data.exported': { no: 123, after: 'what, format, rows', epcis: internal },

  'log.checkpoint': { no: 130, after: 'size, root, why, key, provider', epcis: internal },
  'log.witnessed': { no: 131, after: 'kind, name, size, root', epcis: internal },
  'log.keyMade': { no: 132, after: 'key, vkey, provider', epcis: internal },
  'log.keyMoved': { no: 133, after: 'key, provider', epcis: internal },
  'log.keyEscrowed': { no: 134, after: 'key, file', epcis: internal },
  'log.keyRestored': { no: 135, after: 'key, provider', epcis: internal },
  'validation.done': {
    no: 140,
    after: 'version, program (SHA-256), checks [[id, result]], pdf (SHA-256), components {name: text}',
    epcis: internal,
  },

  'user.created': { no: 200, after: 'login, name, staffNo, roles', epcis: internal },
  'user.changed': { no: 201, after: 'changed fields', epcis: internal },
  'user.lockedOut': { no: 202, after: 'fails', epcis: internal },
  'user.unlocked': { no: 203, after: '-', epcis: internal },
  'secret.changed': { no: 204, after: 'what, how (own, reset, recovery)', epcis: internal },
  'session.opened': { no: 205, after: 'method, badge', epcis: internal },
  'session.closed': { no: 206, after: 'why', epcis: internal },
  'session.refused': { no: 207, after: 'login, why', epcis: refusal },
  'sign.asked': { no: 211, after: 'act, params', epcis: internal },
  'sign.ended': { no: 212, after: 'act, asked, how', epcis: internal },
  signature: { no: 210, after: 'meaning, signs {seq, leaf}, nth, of, asked {seq, leaf}', epcis: internal },
  'badge.issued': { no: 213, after: 'nth', epcis: internal },
  'badge.refused': { no: 214, after: 'why, nth', epcis: refusal },
  'recovery.made': { no: 215, after: 'why (setUp, asked, used, goLive)', epcis: internal },
  'recovery.used': { no: 216, after: 'login', epcis: internal },
  'recovery.refused': { no: 217, after: 'login, why (code, person)', epcis: refusal },
  'recovery.lockedOut': { no: 218, after: 'until', epcis: internal },

  'product.created': { no: 300, after: 'the product', epcis: internal },
  'product.changed': { no: 301, after: 'changed fields', epcis: internal },
  'template.approved': { no: 310, after: 'template, version, sha256', epcis: internal },
  'pool.created': { no: 320, after: 'kind, prefix, first, size, width, keySha256', epcis: internal },
  'serials.imported': { no: 321, after: 'count, sha256', epcis: internal },
  'serials.usedBefore': { no: 322, after: 'count, sha256', epcis: internal },
  'pool.suspended': { no: 323, after: 'why', epcis: internal },
  'insurance.mapped': { no: 330, after: 'di, code, source', epcis: internal },
  'insurance.unmapped': { no: 331, after: '- (before: di, code, source)', epcis: internal },
  'insurance.checked': { no: 332, after: 'di, code, source', epcis: internal },
  'pool.resumed': { no: 324, after: 'from, to (burned positions)', epcis: internal },

  'order.created': { no: 400, after: 'the order', epcis: internal },
  'order.changed': { no: 401, after: 'changed fields', epcis: internal },
  'serials.allocated': { no: 402, after: 'pool, count, from, to (serials), units [first, last]', epcis: internal },
  'serials.returned': { no: 403, after: 'pool, count, units [first, last]', epcis: internal },
  'order.expiryOverridden': { no: 404, after: 'expires', epcis: internal },
  'job.started': { no: 410, after: 'total, policy, template, version, dpi', epcis: internal },
  'job.paused': { no: 411, after: '-', epcis: internal },
  'job.resumed': { no: 412, after: '-', epcis: internal },
  'job.stopped': { no: 413, after: 'why, ordinal', epcis: internal },
  'order.counted': { no: 420, after: 'out, source, scrapped, returned', epcis: internal },
  'order.deviation': { no: 421, after: 'missing, limit, ordinals', epcis: internal },
  'order.closed': { no: 422, after: 'reconciliation, serials', epcis: internal },
  'shift.changed': { no: 430, after: 'from, to, counts', epcis: internal },

  'label.drawn': { no: 500, after: 'code, take, template, version, sha256 (raster)', epcis: internal },
  'label.verified': { no: 501, after: 'verdict, raw, symbology, evidence', epcis: object('ADD', 'commissioning', 'active') },
  'label.accepted': { no: 502, after: 'labels [[first, last]], evidence', epcis: object('ADD', 'commissioning', 'active') },
  'label.voided': {
    no: 503,
    after: 'serial (burned | same), evidence, state before',
    epcis: object('DELETE', 'decommissioning', 'inactive'),
  },
  'label.sampled': { no: 504, after: '-', epcis: object('OBSERVE', 'sampling', 'retained') },
  'label.scrapped': { no: 505, after: '-', epcis: object('DELETE', 'decommissioning', 'inactive') },
  'label.returned': { no: 506, after: '-', epcis: object('OBSERVE', 'holding', 'in_progress') },
  'label.missing': { no: 507, after: '-', epcis: object('DELETE', 'decommissioning', 'inactive') },
  'label.notPrinted': { no: 508, after: 'serial (burned)', epcis: internal },
  'label.evidence': { no: 509, after: 'labels [[id, evidence]]', epcis: internal },
  'scan.refused': { no: 510, after: 'verdict, faults, raw, symbology', epcis: refusal },
  'label.doubted': { no: 511, after: 'labels [id], why', epcis: internal },
  'label.graded': {
    no: 513,
    after: 'grade (tenths), formal, standard, least, passed, code, source, measured, parameters',
    epcis: object('OBSERVE', 'inspecting', 'in_progress'),
  },
  'scan.recovered': { no: 514, after: 'raw, reading [[ai, value]], score', epcis: internal },
  'label.found': { no: 512, after: 'verdict, raw, symbology, evidence', epcis: object('ADD', 'commissioning', 'active') },

  'device.added': { no: 600, after: 'the device', epcis: internal },
  'device.changed': { no: 601, after: 'changed fields', epcis: internal },
  'device.removed': { no: 602, after: '-', epcis: internal },
  'device.fault': { no: 603, after: 'status, ordinal', epcis: internal },
  'device.ready': { no: 604, after: '-', epcis: internal },
  'device.roll': { no: 605, after: 'lot, labels', epcis: internal },
  'verifier.report': { no: 607, after: 'grade (tenths), formal, standard, code, source, measured, parameters, why', epcis: internal },
  'verifier.dismissed': { no: 608, after: 'report (seq)', epcis: internal },
  'device.ribbon': { no: 606, after: 'lot, metres', epcis: internal },
} as const satisfies Record<string, KindSpec>

export type Kind = keyof typeof kinds

const byNumber = new Map<number, Kind>(Object.entries(kinds).map(([name, spec]) => [spec.no, name as Kind]))

/** The name of a kind number, or null when a newer version wrote it. */
export const kindName = (no: number): Kind | null => byNumber.get(no) ?? null

/** What an act names: ids as integers, orders by their number. `unit` and `units` also go to event_unit. */
export interface Entities {
  readonly order?: string
  readonly job?: number
  readonly label?: number
  readonly ordinal?: number
  readonly unit?: number
  readonly units?: readonly (readonly [number, number])[]
  readonly product?: number
  readonly pool?: number
  readonly user?: number
  readonly device?: number
  readonly template?: string
}

/** One part of a bulk act: the same id in each of its ceil(n / 1000) events. */
export interface ActPart {
  readonly id: string
  readonly part: number
  readonly of: number
}

/** The whole entry, as canonical JSON in event.body. Times are ms; `zone` is the offset from UTC in minutes. */
export interface EventBody {
  readonly v: 1
  readonly seq: number
  readonly at: number
  readonly zone: number
  readonly boot: string
  readonly mono: number
  readonly station: string
  readonly actor: number
  readonly role: string
  readonly device: string | null
  readonly kind: number
  readonly entities: Entities
  readonly before: Json
  readonly after: Json
  readonly reason: string | null
  readonly act: ActPart | null
}
