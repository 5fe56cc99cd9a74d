import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import { defaultProfile } from '../../shared/printing.ts'
import { entryFile } from '../station/resources.ts'
import type { Station } from '../station/station.ts'
import { allDevices, type Device } from '../station/store/devices.ts'
import { system } from '../station/store/store.ts'

export type LineFault = 'smudge' | 'skip' | 'repeat' | 'paper-out' | 'stall' | 'mute' | 'power-cycle' | 'wrong-label'

export interface VirtualLineProcess {
  readonly printerPort: number
  readonly scannerPort: number
  /** Makes the line misbehave at its next label. */
  fault(fault: LineFault): void
  stop(): Promise<void>
}

const loopback = '127.0.0.1'
const at = (port: number) => ({ kind: 'tcp', host: loopback, port }) as const

/** Port of a printer or scanner on this computer, 0 for any other. */
function portOf(device: Device | undefined): number {
  if (device === undefined || device.role === 'verifier') return 0
  const { connection } = device.settings
  return connection.kind === 'tcp' && connection.host === loopback ? connection.port : 0
}

/** The first screen and the first keys come first, ms. */
const restMs = 1_500

/**
 * Starts the virtual line as a process of its own and points the training ledger's devices at it. It outlives nothing: its journal does.
 * Its standard input takes one fault name per line; it ends when that closes.
 */
export async function startVirtualLine(station: Station): Promise<VirtualLineProcess> {
  await new Promise((resolve) => setTimeout(resolve, restMs))
  const known = allDevices(station.store.read)
  const printer = known.find((device) => device.role === 'printer' && portOf(device) > 0)
  const scanner = known.find((device) => device.role === 'scanner' && portOf(device) > 0)
  const wanted = { printer: portOf(printer), scanner: portOf(scanner) }
  const line = run([
    '--printer-port',
    String(wanted.printer),
    '--scanner-port',
    String(wanted.scanner),
    '--out',
    join(station.store.folder, 'virtual-line'),
    '--seed',
    'training',
    '--label-ms',
    process.env['SIGNET_LINE_MS'] ?? '240',
    '--language',
    printer?.role === 'printer' ? printer.settings.language : defaultProfile.language,
  ])
  const { printer: printerPort, scanner: scannerPort } = await line.listening
  const base = { dpi: 300, widthMm: 108, darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const
  if (printer === undefined) station.devices.save(system, null, 'printer', { ...base, name: '虚拟打印机', connection: at(printerPort) })
  else if (printer.role === 'printer' && wanted.printer !== printerPort)
    station.devices.save(system, printer.id, 'printer', { ...printer.settings, connection: at(printerPort) })
  if (scanner === undefined) station.devices.save(system, null, 'scanner', { name: '虚拟扫描器', connection: at(scannerPort) })
  else if (scanner.role === 'scanner' && wanted.scanner !== scannerPort)
    station.devices.save(system, scanner.id, 'scanner', { ...scanner.settings, connection: at(scannerPort) })
  return { printerPort, scannerPort, fault: line.fault, stop: line.stop }
}

interface Running {
  readonly listening: Promise<Ports>
  fault(fault: LineFault): void
  stop(): Promise<void>
}

interface Ports {
  readonly printer: number
  readonly scanner: number
}

/** A process of its own; in the packaged app, whose fuses allow no second Node, a thread that speaks through the same ports. */
const run = (args: readonly string[]): Running =>
  'parentPort' in process && process.parentPort !== undefined ? runThread(args) : runProcess(args)

const entry = (): string => entryFile('virtual-line', 'engine/virtual-line.ts')

function runProcess(args: readonly string[]): Running {
  const child = spawn(process.env['SIGNET_NODE'] ?? process.execPath, [entry(), ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  return {
    listening: new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
      createInterface({ input: child.stdout }).once('line', (text) => resolve(JSON.parse(text) as Ports))
    }),
    fault: (fault) => void child.stdin.write(`${fault}\n`),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.stdin.end()
        setTimeout(() => child.kill('SIGKILL'), 2_000).unref()
      }),
  }
}

function runThread(args: readonly string[]): Running {
  const worker = new Worker(entry(), { workerData: { args } })
  return {
    listening: new Promise((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', (ports: Ports) => resolve(ports))
    }),
    fault: (fault) => worker.postMessage(fault),
    stop: async () => {
      await worker.terminate()
    },
  }
}
