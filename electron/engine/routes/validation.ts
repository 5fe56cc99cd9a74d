import { refuse } from '../../../shared/station-error.ts'
import type { Checked } from '../../../shared/validation.ts'
import type { Validation, ValidationRun } from '../../station/validation/validation.ts'
import type { Engine } from '../router.ts'
import type { EngineServices } from '../services.ts'
import { stepsOf } from '../stream.ts'

interface Step {
  readonly of: number
  readonly checks: readonly Checked[]
  readonly run: string | null
}

/** The validation of this station: checked in a thread, held until it is signed. */
export function validationRoutes(base: Engine, services: EngineServices) {
  const { validation } = base
  let open: Promise<Validation> | null = null
  let newest: ValidationRun | null = null
  /** Loaded when it is asked for: nothing of it belongs to the first screen. */
  const room = (): Promise<Validation> => {
    const station = services.station()
    open ??= import('../../station/validation/validation.ts').then((loaded) => new loaded.Validation(station))
    return open
  }
  return {
    validation: validation.router({
      state: validation.state.handler(async () => (await room()).state()),
      run: validation.run.handler(({ signal }) =>
        stepsOf<Step>(
          { of: 0, checks: [], run: null },
          async (tell, ended) => {
            const told = (checks: readonly Checked[], of: number): void => tell({ of, checks, run: null })
            newest = await (await room()).run({ progress: told, signal: ended })
            const { id, checks } = newest
            return { of: checks.length, checks, run: id }
          },
          signal,
        ),
      ),
      sign: validation.sign.handler(async ({ input, context }) => {
        const by = context.connection.actor('settings.write', input.key)
        const run = newest
        if (run === null || run.id !== input.run) throw refuse('validation.gone')
        const { signing } = services.station()
        const signed = { signers: await signing.take('validated', input.signing), reason: input.signing.reason }
        const done = await room()
        const report = await done.report(by, run, signed)
        const seq = done.conclude(by, run, report, signed)
        newest = null
        return { ...report, seq }
      }),
    }),
  }
}
