import { base64 } from '../../../shared/ledger/bytes.ts'
import { formalGrade } from '../../../shared/verifier/grade.ts'
import { csvForPeople } from '../export.ts'
import { paperText } from '../log/anchors.ts'
import type { LabelLine } from './label-lines.ts'
import type { Entry, OrderRecord, SignatureRow } from './order-data.ts'
import type { Paper } from './root-part.ts'

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** The signed tree head that a file speaks of, or null where no key could be opened. */
export const checkpointJson = (paper: Paper | null) =>
  paper === null
    ? null
    : {
        origin: paper.origin,
        size: paper.size,
        root: base64(paper.root),
        text: paperText(paper.origin, paper.size, paper.root),
        note: paper.note,
      }

const entryJson = ({ at, ...entry }: Entry) => ({ at: iso(at), ...entry })
const signatureJson = ({ at, ...signature }: SignatureRow) => ({ at: iso(at), ...signature })

function labelJson({ order, product }: OrderRecord, label: LabelLine) {
  return {
    order: order.no,
    di: product.di,
    lot: order.lot,
    made: order.made,
    expires: order.expires,
    ordinal: label.ordinal,
    take: label.take,
    serial: label.serial,
    state: label.state,
    evidence: label.evidence === null ? null : `E${label.evidence}`,
    drawnAt: iso(label.sentAt),
    judgedAt: iso(label.judgedAt),
    drawnSeq: label.drawn,
    judgedSeq: label.judged,
    operator: label.operator.name,
  }
}

/** The record of an order for programs: the same content as on paper, every key always there. Times ISO 8601 in UTC. */
export function orderJson(record: OrderRecord, made: number, by: string, paper: Paper | null): Uint8Array {
  const { order, product, template, job, labels } = record
  const { labels: _labels, ...rest } = {
    schema: 1,
    kind: 'order',
    mode: record.mode,
    station: record.station,
    firm: record.firm,
    site: record.site,
    made: iso(made),
    by,
    asOf: { seq: record.asOf.seq, at: iso(record.asOf.at) },
    order: {
      no: order.no,
      state: order.state,
      product: product.name,
      productEn: product.nameEn,
      spec: product.spec,
      ref: product.ref,
      agency: product.agency,
      di: product.di,
      registration: product.registration,
      registrationUntil: product.registrationUntil,
      registrant: product.registrant,
      lot: order.lot,
      made: order.made,
      expires: order.expires,
      expiryTerm: product.expiryTerm,
      expiryOverridden: order.expiryOverridden,
      quantity: order.quantity,
      trace: order.trace,
      policy: { ...order.policy, stopAfter: job?.policy.stopAfter ?? product.stopAfter, voidRule: product.voidRule },
      template: { ...template, approvedAt: iso(template.approvedAt), dpi: job?.dpi ?? null },
      created: record.created === null ? null : entryJson(record.created),
      started: record.started === null ? null : entryJson(record.started),
      ran: record.ran,
      closed: record.closed === null ? null : entryJson(record.closed),
    },
    reconciliation: record.reconciliation,
    serials: record.serials,
    deviations: record.deviations.map(({ entry, signatures, ...deviation }) => ({
      ...deviation,
      at: iso(entry.at),
      seq: entry.seq,
      reason: entry.reason,
      signatures: signatures.map(signatureJson),
    })),
    signatures: record.signatures.map(signatureJson),
    devices: record.devices,
    rolls: record.rolls.map(({ entry, lot }) => ({ at: iso(entry.at), seq: entry.seq, lot, device: entry.device, who: entry.who })),
    grades: record.grades.map(({ at, seq, ordinal, tenths, least, standard, code, data }) => ({
      at: iso(at),
      seq,
      ordinal,
      grade: tenths / 10,
      formal: formalGrade({ tenths, ...data }),
      least: least / 10,
      standard: `ISO/IEC ${standard}`,
      code,
      verifier: data.verifier,
      source: data.source,
      parameters: data.parameters,
    })),
    exceptions: record.exceptions.map(({ serial, take, ...entry }) => ({ ...entryJson(entry), serial, take })),
    reprints: record.reprints.map(({ label, why, who }) => ({
      ordinal: label.ordinal,
      take: label.take,
      serial: label.serial,
      state: label.state,
      at: iso(label.sentAt),
      why,
      who,
    })),
    stops: record.stops.map(entryJson),
    checkpoint: checkpointJson(paper),
    labels: [],
  }
  // Label by label: one text of a million labels would be too long to be made at once.
  const parts = [Buffer.from(`${JSON.stringify(rest, null, 1).slice(0, -2)},\n "labels": [`)]
  for (let from = 0; from < labels.length; from += 1_000) {
    const slice = labels.slice(from, from + 1_000).map((label) => `\n  ${JSON.stringify(labelJson(record, label))}`)
    parts.push(Buffer.from(`${from === 0 ? '' : ','}${slice.join(',')}`))
  }
  parts.push(Buffer.from('\n ]\n}\n'))
  return Buffer.concat(parts)
}

/** Every label of an order as CSV for people. */
export function orderCsv(record: OrderRecord): Uint8Array {
  const columns = Object.keys(labelJson(record, emptyLabel))
  return csvForPeople(columns, linesOf(record), record.mode === 'training')
}

function* linesOf(record: OrderRecord): Generator<(string | number | null)[]> {
  for (const label of record.labels) yield Object.values(labelJson(record, label))
}

const emptyLabel: LabelLine = {
  id: 0,
  ordinal: 0,
  take: 0,
  serial: null,
  state: '',
  evidence: null,
  drawn: 0,
  judged: null,
  sentAt: null,
  judgedAt: null,
  operator: { id: 0, name: '', role: '' },
}
