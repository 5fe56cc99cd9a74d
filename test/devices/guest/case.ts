import { writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A file of cases/: run in the guest, in the order of the file names, named in the host's report. Importing it must do nothing. */
export interface GuestCase {
  readonly name: string
  /** Longest that it may take, ms. */
  readonly limitMs?: number
  /** Rejects when the case failed. */
  run(): Promise<void>
}

/** The gadgets of the rig and the controllers they hang on; `free` has none: another socket. */
export const gadgets = { printer: 'dummy_udc.0', scanner: 'dummy_udc.1', cdc: 'dummy_udc.2' } as const
export type Gadget = keyof typeof gadgets
const free = 'dummy_udc.3'

const udc = (gadget: Gadget): string => join(process.env['GADGETS'] ?? '/sys/kernel/config/usb_gadget', gadget, 'UDC')

/**
 * Pulls the cable of a gadget. Whoever has its device side open (/dev/g_printer0, /dev/hidg0) closes it first: Linux 6.1 keeps the node in
 * memory that goes with the gadget, and a close after that stops the guest's kernel.
 */
export const unplug = (gadget: Gadget): void => writeFileSync(udc(gadget), '\n')
/** Plugs it in, where it was or elsewhere. */
export const plug = (gadget: Gadget, elsewhere = false): void => writeFileSync(udc(gadget), elsewhere ? free : gadgets[gadget])

/** A line for the host, whole even when the machine is switched off after it. */
export const say = (line: string): void => void writeSync(1, `${line}\n`)
/** A figure for the report. */
export const figure = (what: string, value: number): void => say(`figure ${what}: ${Math.round(value)}`)

export const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function until(what: string, done: () => boolean | Promise<boolean>, ms = 15_000): Promise<void> {
  for (const end = performance.now() + ms; !(await done()); await later(20))
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
}

/** Fails with both values when they are not the same as JSON. */
export function same(what: string, found: unknown, wanted: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (is !== should) throw new Error(`${what}: ${is}, not ${should}`)
}

/** The error a promise rejects with, or null. */
export const failure = (promise: Promise<unknown>): Promise<Record<string, unknown> | null> =>
  promise.then(
    () => null,
    (error: unknown) => error as Record<string, unknown>,
  )
