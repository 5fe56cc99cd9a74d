import type { Devices } from './devices.ts'
import type { Condition } from './orders.ts'

/** What the devices say before an order's first label: roll and ribbon against the labels still due, calibrations that are over. */
export function deviceConditions(devices: Devices, due: number, heightMm: number | undefined, today: string): Condition[] {
  const printer = devices.printer()
  const supplies = printer === null ? [] : devices.supplies.of(printer.id, heightMm)
  const over = devices
    .list()
    .filter(({ state, calibrationDue }) => state === 'active' && calibrationDue !== null && calibrationDue <= today)
  return [
    ...supplies.flatMap(({ kind, lot, left }): Condition[] =>
      left === null ? [] : [{ code: `condition.${kind}`, params: { lot, left, due }, state: left < due ? 'warn' : 'ok' }],
    ),
    ...over.map(
      ({ name, calibrationDue }): Condition => ({ code: 'condition.calibration', params: { name, due: calibrationDue }, state: 'warn' }),
    ),
  ]
}
