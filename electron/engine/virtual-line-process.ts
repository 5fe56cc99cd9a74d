import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Station } from '../station/station.ts'
import { allDevices } from '../station/store/devices.ts'
import { system } from '../station/store/store.ts'

export type LineFault = 'smudge' | 'skip' | 'repeat' | 'paper-out' | 'stall' | 'mute' | 'power-cycle' | 'wrong-label'

export interface VirtualLineProcess {
  readonly printerPort: number
  readonly scannerPort: number
  /** Makes the line misbehave at its next label. */
  fault(fault: LineFault): void
  stop(): Promise<void>
}

/** The first screen comes first, ms. */
const restMs = 500

/**
 * Starts the virtual line as a process of its own and points the training ledger's devices at it. It outlives nothing: its journal does.
 * Its standard input takes one fault name per line; it ends when that closes.
 */
export async function startVirtualLine(station: Station): Promise<VirtualLineProcess> {
  await new Promise((resolve) => setTimeout(resolve, restMs))
  const known = allDevices(station.store.read)
  const printer = known.find(({ role }) => role === 'printer')
  const scanner = known.find(({ role }) => role === 'scanner')
  const wanted = {
    printer: printer?.role === 'printer' ? printer.settings.port : 0,
    scanner: scanner?.role === 'scanner' ? scanner.settings.port : 0,
  }
  const child = spawn(
    process.env['SIGNET_NODE'] ?? process.execPath,
    [
      entry(),
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
    ],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    },
  )
  const { printer: printerPort, scanner: scannerPort } = await listening(child)
  const base = { dpi: 300, widthMm: 108, darkness: 15, speed: 6, offsetXMm: 0, offsetYMm: 0 } as const
  if (printer === undefined)
    station.devices.save(system, null, 'printer', { ...base, name: '虚拟打印机', host: '127.0.0.1', port: printerPort })
  else if (printer.role === 'printer' && printer.settings.port !== printerPort)
    station.devices.save(system, printer.id, 'printer', { ...printer.settings, port: printerPort })
  if (scanner === undefined)
    station.devices.save(system, null, 'scanner', {
      name: '虚拟扫描器',
      kind: 'tcp',
      host: '127.0.0.1',
      port: scannerPort,
      gsSubstitute: '',
    })
  else if (scanner.role === 'scanner' && scanner.settings.port !== scannerPort)
    station.devices.save(system, scanner.id, 'scanner', { ...scanner.settings, port: scannerPort })
  return {
    printerPort,
    scannerPort,
    fault: (fault) => child.stdin?.write(`${fault}\n`),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.stdin?.end()
        setTimeout(() => child.kill('SIGKILL'), 2_000).unref()
      }),
  }
}

/** Built beside the engine, or run from source under Node 24. */
function entry(): string {
  const here = import.meta.dirname
  return here.includes(`${join('out', 'main')}`) ? join(here, 'virtual-line.js') : join(here, 'virtual-line.ts')
}

function listening(child: ChildProcess): Promise<{ printer: number; scanner: number }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`virtual line ended with ${code}`)))
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as { printer: number; scanner: number }))
  })
}
