import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { Tape } from '../design/tape.tsx'
import { VerdictField } from '../design/verdict-field.tsx'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { useMay } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import { Counts } from './counts.tsx'
import { LastLabel } from './last-label.tsx'
import type { ScreenProps } from './line-screen.tsx'

/** While labels come out: the verdict as large as it goes, the count, the tape. Also paused and done. */
export function RunScreen({ state, opened, open, leave }: ScreenProps) {
  const { t } = useWords()
  const may = useMay()
  const navigate = useNavigate()
  const { phase, verdict } = state
  const jobId = state.job.id
  const start = useCall(client.line.start)
  const pause = useCall(client.line.pause)
  const running = phase === 'running'
  const done = phase === 'printed' || phase === 'closed'
  const toClose = (): void => void navigate({ to: '/close/$orderId', params: { orderId: state.job.orderId } })
  const main = (): void => {
    if (done) toClose()
    else if (running) void pause.run({ jobId })
    else void start.run({ jobId })
  }
  const mayRun = may('line.run')
  useScan({
    keys: {
      ...(mayRun || done ? { F2: main } : {}),
      ...(may('label.void') && !done ? { F4: () => open('void'), F6: () => open('reprint') } : {}),
      ...(may('label.sample') ? { F7: () => open('sample') } : {}),
      F1: () => open('more'),
    },
  })
  const good = running && verdict?.name === 'match'
  return (
    <LinePage
      tone={good ? 'pass' : 'plain'}
      bar={<JobBar state={state} back={leave} cut={good ? 'var(--pass-dark)' : 'var(--bar)'} />}
      actions={
        <ActionBar
          main={
            done ? (
              <LineButton look="primary" keyName="F2" onPress={main} id="to-close">
                {t('run.toClose')}
              </LineButton>
            ) : mayRun ? (
              <LineButton
                look={running ? 'ink' : 'primary'}
                icon={running ? 'pause' : 'play'}
                keyName="F2"
                onPress={main}
                disabled={start.busy || pause.busy}
                id={running ? 'pause' : 'go-on'}
              >
                {t(running ? 'line.pause' : 'line.goOn')}
              </LineButton>
            ) : (
              <span className="note">{t('line.watchOnly')}</span>
            )
          }
        >
          {may('label.void') && !done ? (
            <>
              <LineButton keyName="F4" onPress={() => open('void')} id="void">
                {t('line.void')}
              </LineButton>
              <LineButton keyName="F6" onPress={() => open('reprint')}>
                {t('line.reprint')}
              </LineButton>
            </>
          ) : null}
          {may('label.sample') ? (
            <LineButton keyName="F7" onPress={() => open('sample')}>
              {t('line.sample')}
            </LineButton>
          ) : null}
          <LineButton onPress={() => open('more')} id="more">
            {t('line.more')}
          </LineButton>
        </ActionBar>
      }
    >
      <div className="split run">
        <section className="col run-field">
          <Headline state={state} good={good} />
          <Problems jobId={jobId} phase={phase} problems={[...start.problems, ...pause.problems]} />
          <LastLabel state={state} opened={opened} good={good} />
        </section>
        <Counts state={state} />
      </div>
      <Tape cells={state.tape} plain={!good} />
    </LinePage>
  )
}

function Headline({ state, good }: { readonly state: ScreenProps['state']; readonly good: boolean }) {
  const { t } = useWords()
  const { phase } = state
  if (good) return <VerdictField mark="pass" word={t('verdict.match')} />
  if (phase === 'printed' || phase === 'closed')
    return <VerdictField mark="pass" word={t('run.printed')} plain note={t('run.printedNote', { n: state.counts.good })} />
  if (phase === 'paused')
    return (
      <VerdictField
        mark="waiting"
        word={t('run.paused')}
        plain
        note={t(state.job.verifyOnly ? 'run.pausedVerify' : 'run.pausedNote', { n: state.next })}
      />
    )
  const n = state.tape.find(({ mark }) => mark === 'waiting')?.ordinal ?? state.next
  return <VerdictField mark="waiting" word={t('run.waitFirst', { n })} plain note={t('run.scanNow', { n })} />
}

/** What stopped the line by itself, told where it stopped. */
function Problems({
  jobId,
  phase,
  problems,
}: {
  readonly jobId: number
  readonly phase: string
  readonly problems: Parameters<typeof ErrorList>[0]['problems']
}) {
  const told = useQuery({ ...api.line.problemsOf.queryOptions({ input: { jobId } }), enabled: phase === 'paused', staleTime: 0 })
  return (
    <ErrorList problems={[...problems, ...(phase === 'paused' ? (told.data ?? []).map(({ code, params }) => ({ code, params })) : [])]} />
  )
}
