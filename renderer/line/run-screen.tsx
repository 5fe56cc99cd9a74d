import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { Tape } from '../design/tape.tsx'
import { VerdictField } from '../design/verdict-field.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { useMay } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import { Counts } from './counts.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { JobPicture } from './picture.tsx'

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
              <LineButton look={running ? 'ink' : 'primary'} icon={running ? 'pause' : 'play'} keyName="F2" onPress={main} disabled={start.busy || pause.busy} id={running ? 'pause' : 'go-on'}>
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
  if (phase === 'printed' || phase === 'closed') return <VerdictField mark="pass" word={t('run.printed')} plain note={t('run.printedNote', { n: state.counts.good })} />
  if (phase === 'paused') return <VerdictField mark="waiting" word={t('run.paused')} plain note={t(state.job.verifyOnly ? 'run.pausedVerify' : 'run.pausedNote', { n: state.next })} />
  const n = state.tape.find(({ mark }) => mark === 'waiting')?.ordinal ?? state.next
  return <VerdictField mark="waiting" word={t('run.waitFirst', { n })} plain note={t('run.scanNow', { n })} />
}

/** What stopped the line by itself, told where it stopped. */
function Problems({ jobId, phase, problems }: { readonly jobId: number; readonly phase: string; readonly problems: Parameters<typeof ErrorList>[0]['problems'] }) {
  const told = useQuery({ ...api.line.problemsOf.queryOptions({ input: { jobId } }), enabled: phase === 'paused', staleTime: 0 })
  return <ErrorList problems={[...problems, ...(phase === 'paused' ? (told.data ?? []).map(({ code, params }) => ({ code, params })) : [])]} />
}

/** The last good label: what is on it and what was read. */
function LastLabel({ state, opened, good }: { readonly state: ScreenProps['state']; readonly opened: ScreenProps['opened']; readonly good: boolean }) {
  const { t } = useWords()
  const { verdict } = state
  if (verdict === null || verdict.name !== 'match' || verdict.fields === null) return <div className="row last-label">{opened.first === null ? null : <JobPicture label={null} fallback={opened.first.picture} width="18rem" maxHeight="12rem" />}</div>
  const { fields } = verdict
  const rows = [
    [t('field.di'), fields.di],
    [t('field.lot'), fields.lot],
    [t('field.expires'), fields.expires],
    [t('field.serial'), fields.serial],
  ].filter((row): row is [string, string] => row[1] != null)
  return (
    <div className="row last-label">
      <JobPicture label={state.job.verifyOnly ? null : verdict.label} fallback={opened.first?.picture ?? null} width="18rem" maxHeight="12rem" />
      <div>
        <b className="ordinal">{t('line.ordinal', { n: verdict.ordinal ?? 0 })}</b>
        <dl className="facts">
          {rows.map(([name, value]) => (
            <Fact key={name} name={name} value={value} good={good} />
          ))}
        </dl>
      </div>
    </div>
  )
}

function Fact({ name, value, good }: { readonly name: string; readonly value: string; readonly good: boolean }) {
  return (
    <>
      <dt className="mark">
        <VerdictMark mark="pass" {...(good ? { colour: '#fff', cut: 'var(--pass)' } : {})} />
      </dt>
      <dt>{name}</dt>
      <dd className="mono">{value}</dd>
    </>
  )
}
