import { yymmdd } from '../../shared/dates.ts'
import { nextOrdinal } from '../../shared/print-verify/line.ts'
import { defaultProfile, printerLanguages } from '../../shared/printing.ts'
import { labelElements } from '../../shared/product.ts'
import { refuse } from '../../shared/station-error.ts'
import { buildBracketed } from '../../shared/udi/gs1/build.ts'
import { recordOf } from '../station/orders.ts'
import { makeOrderRecord } from '../station/records/make-record.ts'
import { allocate } from '../station/serials.ts'
import type { Station } from '../station/station.ts'
import { labelsOfJob } from '../station/store/jobs.ts'
import { productById } from '../station/store/masters.ts'
import { type Order, orderById, orderByNo } from '../station/store/orders.ts'
import { type CliIo, EXIT, printLine, readArguments, SCHEMA, usageError } from './io.ts'
import { writeOutput } from './output-file.ts'
import { withSession } from './session.ts'

const common = { data: { type: 'string' }, user: { type: 'string' }, order: { type: 'string' }, json: { type: 'boolean' } } as const

function orderOf(station: Station, name: string | undefined): Order {
  if (name === undefined) throw refuse('usage', { reason: '--order' })
  const order = orderByNo(station.store.read, name) ?? (/^\d+$/.test(name) ? orderById(station.store.read, Number(name)) : null)
  if (order === null) throw refuse('order.unknown', { id: name })
  return order
}

/** `signet assign`: draws serials for an order (none at lot level) and prints each code. */
export async function assignCommand(args: readonly string[], io: CliIo): Promise<number> {
  const usage = 'signet assign --data DIR --user NAME --order ID --count N [--json]'
  const read = readArguments({ args: [...args], options: { ...common, count: { type: 'string' } } })
  if ('error' in read) return usageError(io, args, read.error, usage)
  const { values } = read.parsed
  const count = Number(values.count)
  if (!Number.isInteger(count) || count < 1 || count > 1_000_000) return usageError(io, args, '--count', usage)
  return withSession(io, { data: values.data, user: values.user, json: values.json === true }, 'serial.assign', async ({ station, by }) => {
    const order = orderOf(station, values.order)
    if (order.state === 'closed') throw refuse('order.closed', { no: order.no })
    const product = productById(station.store.read, order.product)!
    const say = async (serial: string | null): Promise<void> => {
      const record = recordOf(order, product, serial)
      const code = buildBracketed(labelElements(product, record, yymmdd))
      await printLine(
        io.stdout,
        JSON.stringify({
          schema: SCHEMA,
          code: code.ok ? code.value : null,
          di: product.di,
          pi: { lot: record.lot, serial, made: record.made, expires: record.expires },
        }),
      )
    }
    if (order.trace !== 'serial') {
      for (let i = 0; i < count; i++) await say(null)
      return EXIT.ok
    }
    const allocated = await allocate(station.store, by, { id: order.id, no: order.no, di: order.di }, count)
    for (const [first, last] of allocated.flatMap(({ ranges }) => ranges)) {
      for (let unit = first; unit <= last; unit++)
        await say(station.store.read.get<{ serial: string }>('SELECT serial FROM unit WHERE id = ?', unit)!.serial)
    }
    return EXIT.ok
  })
}

/** `signet print`: prints an order's labels on a printer without waiting for scans, and says what is known of each. */
export async function printCommand(args: readonly string[], io: CliIo): Promise<number> {
  const usage = 'signet print --data DIR --user NAME --order ID --to tcp://HOST:PORT[?language=zpl|tspl|…] [--json]'
  const read = readArguments({ args: [...args], options: { ...common, to: { type: 'string' } } })
  if ('error' in read) return usageError(io, args, read.error, usage)
  const { values } = read.parsed
  const target = /^tcp:\/\/([^:/?]+|\[[^\]]+\]):(\d{1,5})(?:\?language=(\w+))?$/.exec(values.to ?? '')
  const language = printerLanguages.find((known) => known === (target?.[3] ?? defaultProfile.language))
  if (target === null || language === undefined) return usageError(io, args, '--to', usage)
  return withSession(io, { data: values.data, user: values.user, json: values.json === true }, 'line.run', async ({ station, by }) => {
    const order = orderOf(station, values.order)
    station.devices.lend({
      name: values.to!,
      connection: { kind: 'tcp', host: target[1]!.replace(/^\[|\]$/g, ''), port: Number(target[2]) },
      dpi: 300,
      widthMm: 108,
      darkness: 15,
      speed: 4,
      offsetXMm: 0,
      offsetYMm: 0,
      language,
    })
    const runner = station.line.openJob(by, order.id)
    const { job } = runner.scope
    const highest = labelsOfJob(station.store.read, job.id).reduce((most, { id }) => Math.max(most, id), 0)
    await station.line.printAll(by, job.id)
    const printed = labelsOfJob(station.store.read, job.id)
      .filter(({ id }) => id > highest)
      .sort((a, b) => a.id - b.id)
    const product = productById(station.store.read, order.product)!
    for (const { ordinal, serial, evidence } of printed) {
      const code = buildBracketed(labelElements(product, recordOf(order, product, serial), yymmdd))
      await printLine(
        io.stdout,
        JSON.stringify({ schema: SCHEMA, ordinal, code: code.ok ? code.value : null, evidence: `E${evidence ?? 0}` }),
      )
    }
    if (runner.line.phase === 'trouble') throw refuse(`printer.${runner.line.trouble?.status ?? 'unknown'}`)
    if (runner.problems.length > 0) throw refuse(runner.problems[0]!.code, runner.problems[0]!.params)
    return EXIT.ok
  })
}

/** `signet verify`: judges each scan of standard input against an order. */
export async function verifyCommand(args: readonly string[], io: CliIo): Promise<number> {
  const usage = 'signet verify --data DIR --user NAME --order ID [--json]   (scans on standard input after the password)'
  const read = readArguments({ args: [...args], options: common })
  if ('error' in read) return usageError(io, args, read.error, usage)
  const { values } = read.parsed
  return withSession(
    io,
    { data: values.data, user: values.user, json: values.json === true },
    'line.run',
    async ({ station, by, input }) => {
      const order = orderOf(station, values.order)
      const runner = station.line.openJob(by, order.id)
      let good = true
      for await (const bytes of input) {
        const raw = Buffer.from(bytes).toString('utf8').replaceAll('<GS>', '\u001d')
        const result = runner.scan(raw, by)
        const shown = result !== null && 'verdict' in result ? result.verdict : null
        const verdict = shown?.judgement.verdict ?? null
        good &&= verdict === 'match'
        await printLine(
          io.stdout,
          JSON.stringify({
            schema: SCHEMA,
            raw,
            verdict,
            faults: shown?.judgement.faults ?? [],
            ordinal: shown?.judgement.ordinal ?? null,
          }),
        )
        if (runner.line.phase === 'fault' || runner.line.phase === 'stopped') runner.acknowledge(by)
      }
      const { line } = runner
      // The last label is verified: a start with nothing left to print ends the job.
      if ((line.phase === 'idle' || line.phase === 'paused') && line.out.length === 0 && nextOrdinal(line) === null) runner.start(by)
      return good ? EXIT.ok : EXIT.judgedBad
    },
  )
}

/** `signet export`: writes an order with all its labels: for programs, for spreadsheets, or as the record to file. */
export async function exportCommand(args: readonly string[], io: CliIo): Promise<number> {
  const usage = 'signet export --data DIR --user NAME --order ID --format json|csv|pdf --out FILE [--json]'
  const read = readArguments({ args: [...args], options: { ...common, format: { type: 'string' }, out: { type: 'string' } } })
  if ('error' in read) return usageError(io, args, read.error, usage)
  const { format, out, ...values } = read.parsed.values
  if ((format !== 'json' && format !== 'csv' && format !== 'pdf') || out === undefined)
    return usageError(io, args, '--format, --out', usage)
  return withSession(io, { data: values.data, user: values.user, json: values.json === true }, 'export.read', async ({ station, by }) => {
    const { bytes, rows } = await makeOrderRecord(station, by, orderOf(station, values.order).id, format)
    writeOutput(out, bytes)
    await printLine(io.stdout, JSON.stringify({ schema: SCHEMA, file: out, rows }))
    return EXIT.ok
  })
}
