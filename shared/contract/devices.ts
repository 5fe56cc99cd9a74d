import { eventIterator } from '@orpc/contract'
import * as z from 'zod'
import { defaultProfile, printerLanguages, printerMedia, serialFlows } from '../printing.ts'
import { defaultScanFormat, scanDelimiters } from '../scanning.ts'
import { gradeStandards } from '../verifier/grade.ts'
import { gradeParameters, reportFields } from '../verifier/profile.ts'
import { bytes, command, date, id, instant, key, ok, problem, query, text } from './procedure.ts'

const port = z.number().int().min(1).max(65535)
const ip = z.union([z.ipv4(), z.ipv6()])
const baud = z.number().int().min(300).max(921_600)
/** A serial line by the name the system gives it; no other file is ever opened as one. */
const serialPath = text(120).regex(/^(COM\d{1,3}|\/dev\/(tty[A-Za-z]\w*|cu\.[\w.-]+|tty\.[\w.-]+|serial\/by-(id|path)\/[\w.:@+-]+))$/i)
const usbPrinter = text(200).regex(/^(\/dev\/usb\/lp\d{1,3}|usb:.+)$/)
const calibration = {
  calibratedOn: date.nullable().default(null),
  calibrationDays: z.number().int().min(0).max(3_660).default(0),
}
export const printerConnection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tcp'), host: text(120), port }),
  z.object({ kind: z.literal('serial'), path: serialPath, baud, flow: z.enum(serialFlows) }),
  z.object({ kind: z.literal('usb'), device: usbPrinter }),
  z.object({ kind: z.literal('queue'), queue: text(120) }),
])
export const printerInput = z.object({
  name: text(40),
  connection: printerConnection,
  dpi: z.union([z.literal(203), z.literal(300), z.literal(600)]),
  widthMm: z.number().min(10).max(220),
  darkness: z.number().int().min(0).max(30),
  speed: z.number().int().min(1).max(14),
  offsetXMm: z.number().min(-20).max(20),
  offsetYMm: z.number().min(-20).max(20),
  language: z.enum(printerLanguages).default(defaultProfile.language),
  media: z.enum(printerMedia).default(defaultProfile.media),
  nativeSymbol: z.boolean().default(false),
  answers: z.enum(['unknown', 'none', 'basic', 'full']).default('unknown'),
  ...calibration,
})
export const scannerConnection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('wedge') }),
  z.object({ kind: z.literal('tcp'), host: text(120), port }),
  z.object({ kind: z.literal('tcpServer'), address: ip, port, peers: z.array(ip).min(1).max(8).readonly() }),
  z.object({ kind: z.literal('serial'), path: serialPath, baud }),
  z.object({ kind: z.literal('hidpos'), device: text(200) }),
])
export const scannerInput = z.object({
  name: text(40),
  connection: scannerConnection,
  format: z
    .object({
      delimiter: z.enum(scanDelimiters).default(defaultScanFormat.delimiter),
      trigger: z.string().max(60).default(''),
      pattern: z.string().max(400).default(''),
      noRead: z.array(text(20)).max(8).readonly().default(defaultScanFormat.noRead),
      /** One letter or digit would be put in the place of GS all over a code. */
      gsSubstitute: z
        .string()
        .max(4)
        .regex(/^(?![A-Za-z0-9]$)/)
        .default(''),
    })
    .default(defaultScanFormat),
  ...calibration,
})
/** A roll or ribbon in a printer; `of` and `left` in labels, estimates. */
export const supply = z.object({
  kind: z.enum(['roll', 'ribbon']),
  lot: z.string(),
  at: instant,
  of: z.number().nullable(),
  left: z.number().nullable(),
  metres: z.number().nullable(),
})
const reportFieldNames = [...reportFields, ...gradeParameters] as const
export const verifierProfile = z.object({
  form: z.enum(['table', 'text']),
  fields: z.partialRecord(z.enum(reportFieldNames), z.string().max(80)),
  standard: z.enum(gradeStandards),
  gsSubstitute: z.string().max(8),
})
export const verifierInput = z.object({
  name: text(40),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('tcp'), host: text(120), port }),
    /** `since`, UTC ms: older files are left alone. */
    z.object({ kind: z.literal('folder'), folder: text(400), since: z.number().int().min(0) }),
  ]),
  profile: verifierProfile,
  ...calibration,
})
export const deviceState = z.object({
  id,
  role: z.enum(['printer', 'scanner', 'verifier']),
  name: z.string(),
  state: z.enum(['active', 'disabled']),
  virtual: z.boolean(),
  model: z.string().nullable(),
  status: z.object({ ok: z.boolean(), code: z.string(), at: instant.nullable() }),
  evidence: z.number().nullable(),
  today: z.object({ labels: z.number(), reads: z.number(), unread: z.number() }),
  supplies: z.array(supply).readonly(),
  /** The last grade of a verifier. */
  lastGrade: z.string().nullable(),
  calibrationDue: date.nullable(),
  printer: printerInput.nullable(),
  scanner: scannerInput.nullable(),
  verifier: verifierInput.nullable(),
})
/** What a printer that is being set up says of itself; `code` as in its status. */
const printerSeen = z.object({
  language: z.enum(printerLanguages),
  model: z.string().nullable(),
  firmware: z.string().nullable(),
  dpi: z.number().nullable(),
  virtual: z.boolean(),
  code: z.string(),
  answers: printerInput.shape.answers.unwrap(),
})
const read = z.object({ n: z.number(), raw: z.string(), at: instant })

export const devices = {
  list: query('device.read').output(
    z.object({
      devices: z.array(deviceState),
      /** Labels still to come of the order whose line is at work. */
      labelsDue: z.number().nullable(),
      today: z.array(z.object({ at: instant, kindName: z.string(), device: z.string(), params: problem.shape.params })),
      audio: z.enum(['unknown', 'ok', 'none']),
    }),
  ),
  watch: query('device.read').output(eventIterator(z.array(deviceState))),
  /** What is attached to this computer now and could be a printer or a scanner. Takes up to 3 s. */
  find: query('device.read').output(
    z.array(
      z.object({
        /** What it calls itself. */
        name: z.string(),
        printer: printerConnection.nullable(),
        language: z.enum(printerLanguages).nullable(),
        scanner: scannerConnection.nullable(),
        /** Path of a serial port, which could be either. */
        serial: z.string().nullable(),
        /** A device row of this station stands for it already. */
        known: z.boolean(),
      }),
    ),
  ),
  /** Setting up a printer that need not be saved: asks it in one language, or tries them all (the last may leave a line on a label). */
  see: query('device.write')
    .input(z.object({ connection: printerConnection, language: z.enum(printerLanguages) }))
    .output(printerSeen),
  detect: query('device.write')
    .input(z.object({ connection: printerConnection }))
    .output(
      eventIterator(
        z.object({
          /** Language `n` of `of` is being tried; null: it has ended, `seen` being what was found, or null where it answers in none. */
          n: z.number(),
          of: z.number(),
          trying: z.enum(printerLanguages).nullable(),
          seen: printerSeen.nullable(),
        }),
      ),
    ),
  tryPrint: command('device.write')
    .input(z.object({ key, printer: printerInput, symbol: z.enum(['trial', 'proof']) }))
    .output(z.object({ ok: z.boolean(), code: z.string(), evidence: z.number() })),
  /** Listens to a scanner that need not be saved; ends with the stream. */
  tryScanner: query('device.write')
    .input(z.object({ scanner: scannerInput }))
    .output(
      eventIterator(
        z.object({
          code: z.string(),
          reads: z.array(read).readonly(),
          counts: z.object({ unmatched: z.number(), noise: z.number(), refusedPeers: z.number() }),
        }),
      ),
    ),
  /** The last reads of the station's own scanners. */
  heard: query('device.read').output(eventIterator(z.array(read.extend({ scanner: z.string() })).readonly())),
  /** The command cards, as a PDF to print. */
  commandCards: query('device.read').output(z.object({ name: z.string(), bytes })),
  savePrinter: command('device.write')
    .input(z.object({ key, id: id.nullable(), printer: printerInput }))
    .output(z.object({ id })),
  saveScanner: command('device.write')
    .input(z.object({ key, id: id.nullable(), scanner: scannerInput }))
    .output(z.object({ id })),
  saveVerifier: command('device.write')
    .input(z.object({ key, id: id.nullable(), verifier: verifierInput }))
    .output(z.object({ id })),
  remove: command('device.write').input(z.object({ key, id })).output(ok),
  enable: command('device.write')
    .input(z.object({ key, id, enabled: z.boolean() }))
    .output(ok),
  /** A new roll (labels) or ribbon (metres) is in the active printer. `amount` null: as much as the last one. */
  load: command('line.run')
    .input(z.object({ key, kind: z.enum(['roll', 'ribbon']), lot: text(40), amount: z.number().int().min(1).max(100_000).nullable() }))
    .output(ok),
  /** Asks the printer who it is and how it is; prints nothing. */
  probe: query('device.read')
    .input(z.object({ id }))
    .output(z.object({ ok: z.boolean(), model: z.string().nullable(), code: z.string() })),
  testPrint: command('device.write')
    .input(z.object({ key, id }))
    .output(z.object({ ok: z.boolean(), code: z.string(), evidence: z.number() })),
}
