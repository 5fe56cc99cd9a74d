import type { CheckHead, Component } from '../../../shared/validation.ts'
import type { Device } from '../store/devices.ts'

/** The installation of this station on this computer. */
export const installationDeps = {
  'IQ-01': ['os'],
  'IQ-02': ['runtime'],
  'IQ-03': ['program'],
  'IQ-04': ['os', 'ledger'],
  'IQ-05': ['program', 'runtime', 'ledger'],
  'IQ-06': ['program', 'ledger'],
  'IQ-07': ['os', 'ledger'],
  'IQ-08': ['fonts'],
  'IQ-09': ['templates'],
  'IQ-10': ['os', 'settings'],
  'IQ-11': ['keys'],
  'IQ-12': ['os'],
} as const satisfies Record<string, readonly Component[]>
export type InstallationId = keyof typeof installationDeps

/** What the station does, on a ledger of its own that is thrown away. */
export const operationDeps = {
  'OQ-01': ['program'],
  'OQ-02': ['program', 'runtime'],
  'OQ-03': ['program', 'runtime', 'fonts', 'templates'],
  'OQ-04': ['program', 'runtime', 'ledger'],
  'OQ-05': ['program', 'runtime', 'ledger'],
  'OQ-06': ['program', 'runtime', 'ledger'],
  'OQ-07': ['program', 'runtime', 'settings'],
  'OQ-08': ['program', 'settings'],
  'OQ-09': ['program', 'runtime', 'ledger'],
  'OQ-10': ['program', 'ledger'],
  'OQ-11': ['program', 'runtime', 'ledger'],
  'OQ-12': ['program', 'runtime', 'os', 'ledger'],
  'OQ-13': ['program', 'ledger'],
  'OQ-14': ['program', 'ledger', 'settings'],
  'OQ-15': ['program', 'ledger'],
  'OQ-16': ['program'],
} as const satisfies Record<string, readonly Component[]>
export type OperationId = keyof typeof operationDeps

const listed = (kind: 'IQ' | 'OQ', deps: Readonly<Record<string, readonly Component[]>>): CheckHead[] =>
  Object.entries(deps).map(([id, on]) => ({ id, kind, on, words: id, name: null }))

const deviceDeps = { printer: ['program', 'printer'], scanner: ['program', 'scanner'] } as const

/** One check for each device; where there is none of a sort, one that says so. */
export function deviceHeads(devices: readonly Device[]): CheckHead[] {
  return (['printer', 'scanner'] as const).flatMap((role): CheckHead[] => {
    const letter = role === 'printer' ? 'P' : 'S'
    const own = devices.filter((device) => device.role === role)
    const head = { kind: 'DQ', on: deviceDeps[role], words: role } as const
    if (own.length === 0) return [{ ...head, id: `DQ-${letter}0`, words: `${role}.none`, name: null }]
    return own.map(({ id, name }) => ({ ...head, id: `DQ-${letter}${id}`, name }))
  })
}

/** Every check of a station, in the order in which they are numbered. */
export const headsFor = (devices: readonly Device[]): CheckHead[] => [
  ...listed('IQ', installationDeps),
  ...listed('OQ', operationDeps),
  ...deviceHeads(devices),
]
