import { parentPort, workerData } from 'node:worker_threads'
import { type Problem, StationError } from '../../../shared/station-error.ts'
import type { Finding } from '../../../shared/validation.ts'
import { found } from './finding.ts'
import type { InstallationId, OperationId } from './heads.ts'
import { type Identity, identityOf } from './identity.ts'
import type { Report } from './report.ts'
import type { Site } from './site.ts'

/** What the thread is asked for. Drawing, hashing and reading a whole ledger would hold the engine's loop. */
export type ValidationWork =
  | { readonly task: 'identity' }
  | { readonly task: 'checks'; readonly site: Site; readonly folder: string }
  | { readonly task: 'report'; readonly report: Report }

export type ValidationAnswer =
  | { readonly identity: Identity }
  | { readonly id: InstallationId | OperationId; readonly finding: Finding }
  | { readonly ended: true }
  | { readonly bytes: Uint8Array }
  | { readonly problems: readonly Problem[] }

const tell = (answer: ValidationAnswer): void => parentPort?.postMessage(answer)
const work = workerData as ValidationWork
try {
  switch (work.task) {
    case 'identity':
      tell({ identity: identityOf() })
      break
    case 'checks':
      await runChecks(work.site, work.folder)
      tell({ ended: true })
      break
    case 'report': {
      const { reportPdf } = await import('./report-pdf.ts')
      tell({ bytes: new Uint8Array(await reportPdf(work.report)) })
      break
    }
  }
} catch (error) {
  if (!(error instanceof StationError)) throw error
  tell({ problems: error.problems })
}
parentPort?.close()

async function runChecks(site: Site, folder: string): Promise<void> {
  const [{ installation, thisInstallation }, { operation }, { stationParts }] = await Promise.all([
    import('./installation.ts'),
    import('./operation.ts'),
    import('./parts.ts'),
  ])
  let identity: Identity | null = null
  const here = {
    ...thisInstallation,
    identity: () => {
      identity ??= thisInstallation.identity()
      return identity
    },
  }
  for (const [id, run] of Object.entries(installation)) tell({ id: id as InstallationId, finding: await found(() => run(site, here)) })
  const trial = { folder, parts: stationParts, settings: site.settings, templates: site.templates.map(({ name }) => name) }
  for (const [id, run] of Object.entries(operation)) tell({ id: id as OperationId, finding: await found(() => run(trial)) })
}
