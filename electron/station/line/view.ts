import type { LineState } from '../../../shared/contract/line.ts'
import { awaited, firstDoubt, type Line, nextOrdinal } from '../../../shared/print-verify/line.ts'
import type { DeviceView } from '../devices.ts'
import type { StoredProduct } from '../store/masters.ts'
import type { LineRunner } from './runner.ts'

type Cell = LineState['tape'][number]

const tapeCells = 12
const judgedCells = 6

export interface ViewInput {
  readonly revision: number
  readonly runner: LineRunner
  readonly product: StoredProduct
  readonly devices: readonly DeviceView[]
  readonly armed: LineState['armed']
  readonly roll: string | null
  readonly logOk: boolean
  readonly card: LineState['card']
}

/** The line screen's whole state, from the runner. */
export function viewOf({ revision, runner, product, devices, armed, roll, logOk, card }: ViewInput): LineState {
  const { line, scope } = runner
  const { order, job } = scope
  const perMinute = runner.perMinute()
  const left = Math.max(0, line.total - line.good)
  const doubt = firstDoubt(line)
  const doubts = line.out.filter((piece) => piece.doubt).length
  const shown = runner.verdict
  return {
    revision,
    job: {
      id: job.id,
      order: order.no,
      orderId: order.id,
      product: product.name,
      spec: product.spec,
      lot: order.lot,
      trace: order.trace,
      expires: order.expires,
      made: order.made,
      verify: order.policy.verify,
      verifyOnly: order.policy.verifyOnly,
      template: job.template,
    },
    phase: line.phase,
    total: line.total,
    next: nextOrdinal(line) ?? line.total,
    counts: { good: line.good, voided: line.voided, sampled: line.sampled, left, waiting: awaited(line).length },
    perMinute: perMinute === null ? null : Math.round(perMinute),
    secondsLeft: perMinute === null || perMinute === 0 ? null : Math.round((left * 60) / perMinute),
    fails: line.fails,
    stopAfter: line.policy.stopAfter,
    verdict:
      shown === null
        ? null
        : {
            seq: shown.seq,
            name: shown.judgement.verdict,
            ordinal: shown.judgement.ordinal,
            label: shown.judgement.label === 0 ? null : shown.judgement.label,
            awaited: shown.awaited,
            faults: shown.judgement.faults.map((fault) => ({ ...fault })),
            fields:
              shown.reading.di === null
                ? null
                : {
                    di: shown.reading.di,
                    lot: shown.reading.lot,
                    serial: shown.reading.serial,
                    made: shown.reading.made,
                    expires: shown.reading.expires,
                  },
            raw: shown.reading.raw.slice(0, 400),
            at: shown.at,
          },
    doubt:
      doubt === null
        ? null
        : { label: doubt.label, ordinal: doubt.ordinal, serial: doubt.serial, at: doubt.at, why: runner.doubtWhy, count: doubts },
    trouble: troubleOf(line, runner, roll),
    armed,
    tape: tapeOf(line, runner),
    printer: pill(devices, 'printer'),
    scanner: pill(devices, 'scanner'),
    log: { ok: logOk, code: logOk ? 'ok' : 'clockBack' },
    card,
  }
}

function troubleOf(line: Line, runner: LineRunner, roll: string | null): LineState['trouble'] {
  if (line.trouble === null) return null
  const under = line.trouble.label
  const ordinal = line.out.find(({ label }) => label === under)?.ordinal ?? null
  return {
    status: line.trouble.status as NonNullable<LineState['trouble']>['status'],
    ordinal,
    since: runner.troubleSince,
    cleared: line.trouble.cleared,
    roll,
    label: under,
    printed: (ordinal ?? line.next) - 1,
    waiting: line.out.filter(({ label }) => label !== under).map((piece) => piece.ordinal),
  }
}

/** Labels in physical order: judged ones, those on their way to the scanner, the one under the head, those to come. */
function tapeOf(line: Line, runner: LineRunner): Cell[] {
  const judged = runner.recent.slice(-judgedCells)
  const cells: Cell[] = judged.map((cell, i) => ({
    ordinal: cell.ordinal,
    mark: cell.mark,
    at: i === judged.length - 1 ? 'scanner' : null,
  }))
  const under = line.trouble?.label ?? line.out.at(-1)?.label
  for (const piece of line.out.slice(0, tapeCells)) {
    const head = piece.label === under
    const mark = piece.doubt ? 'doubt' : line.phase === 'trouble' && head ? 'trouble' : 'waiting'
    cells.push({ ordinal: piece.ordinal, mark, at: head ? 'head' : null })
  }
  const coming = [...line.redo, ...Array.from({ length: tapeCells }, (_, i) => line.next + i)].filter((ordinal) => ordinal <= line.total)
  for (const ordinal of line.policy.verifyOnly ? [] : coming) {
    if (cells.length >= tapeCells) break
    cells.push({ ordinal, mark: 'blank', at: line.out.length === 0 && !cells.some(({ at }) => at === 'head') ? 'head' : null })
  }
  return cells.slice(0, tapeCells)
}

function pill(devices: readonly DeviceView[], role: 'printer' | 'scanner'): LineState['printer'] {
  const device = devices.find((candidate) => candidate.role === role && candidate.state === 'active')
  if (device === undefined) return { ok: role === 'scanner', virtual: false, code: role === 'scanner' ? 'wedge' : 'none' }
  return {
    ok: device.status.ok || device.status.code === 'unknown' || device.status.code === 'mute',
    virtual: device.virtual,
    code: device.status.code,
  }
}
