import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './rig.ts'

/** A CUPS of the test's own: configuration, spool, socket and log in a temporary folder; nothing of the system's CUPS is touched. */
export interface OwnCups {
  /** Value of CUPS_SERVER. */
  readonly server: string
  addQueue(name: string, port: number): void
  run(program: string, ...args: readonly string[]): string
  log(): string
  stop(): Promise<void>
}

export async function ownCups(): Promise<OwnCups> {
  const folder = mkdtempSync(join(tmpdir(), 'signet-cups-'))
  // Back ends run as user lp.
  chmodSync(folder, 0o755)
  for (const name of ['etc', 'spool', 'cache', 'state', 'log', 'tmp']) mkdirSync(join(folder, name))
  chmodSync(join(folder, 'tmp'), 0o1777)
  const server = join(folder, 'sock')
  writeFileSync(
    join(folder, 'etc/cupsd.conf'),
    `Listen ${server}\nBrowsing Off\nDefaultAuthType None\nLogLevel debug\nMaxLogSize 0\nJobRetryInterval 2\nErrorPolicy retry-job
<Location />\nOrder allow,deny\nAllow all\n</Location>\n<Policy default>\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n`,
  )
  writeFileSync(
    join(folder, 'etc/cups-files.conf'),
    `ServerRoot ${folder}/etc\nRequestRoot ${folder}/spool\nCacheDir ${folder}/cache\nStateDir ${folder}/state\nTempDir ${folder}/tmp
AccessLog ${folder}/log/access\nErrorLog ${folder}/log/error\nPageLog ${folder}/log/page\nServerBin /usr/lib/cups\nDataDir /usr/share/cups
SystemGroup root lpadmin\n`,
  )
  const daemon = spawn('/usr/sbin/cupsd', ['-f', '-c', join(folder, 'etc/cupsd.conf'), '-s', join(folder, 'etc/cups-files.conf')], {
    stdio: 'ignore',
  })
  const log = (): string => {
    try {
      return readFileSync(join(folder, 'log/error'), 'utf8')
    } catch {
      return ''
    }
  }
  const run = (program: string, ...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program, args, {
      env: { ...process.env, CUPS_SERVER: server, LC_ALL: 'C' },
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
    return stdout
  }
  await until('cupsd', () => existsSync(server) && run('lpstat', '-r').includes('is running')).catch((error: unknown) => {
    daemon.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
    throw error
  })
  return {
    server,
    addQueue: (name, port) => void run('lpadmin', '-p', name, '-E', '-v', `socket://127.0.0.1:${port}`, '-m', 'raw'),
    run,
    log,
    async stop() {
      daemon.kill('SIGTERM')
      await until('the end of cupsd', () => daemon.exitCode !== null || daemon.signalCode !== null).catch(() => daemon.kill('SIGKILL'))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
