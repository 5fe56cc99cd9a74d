import { useState } from 'react'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { Compare } from '../design/compare.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { Steps123 } from '../design/steps.tsx'
import { Tape } from '../design/tape.tsx'
import { VerdictField } from '../design/verdict-field.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useMay } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import { useCalling } from './calling.ts'
import { faultAct, faultLine, faultReason, faultSteps, faultWord, type Shown } from './fault-words.ts'
import { HelpButtons } from './help-buttons.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { JobPicture, useLabelAt } from './picture.tsx'

/** A label that is not the one due: what differs, what to do with the hand, and the one act that ends it. */
export function FaultScreen({ state, open, leave, release }: ScreenProps & { readonly release?: () => void }) {
  const { t } = useWords()
  const may = useMay()
  const verdict = state.verdict
  const jobId = state.job.id
  const stopped = state.phase === 'stopped'
  const due = verdict === null ? null : verdict.name === 'outOfOrder' ? Number(verdict.faults[0]?.expected ?? 0) || null : verdict.awaited
  const awaited = useLabelAt(jobId, due)
  const acknowledge = useCall(client.line.acknowledge)
  const voided = useCall(client.line.void)
  const calling = useCalling((calling) => calling.who)
  const [pressed, setPressed] = useState(false)
  const taken = (): void => {
    // The line has gone on by itself: there is nothing to tell it.
    if (release !== undefined) {
      release()
      return
    }
    setPressed(true)
    void acknowledge.run({ jobId }).finally(() => setPressed(false))
  }
  const voidIt = (): void => {
    if (verdict?.name === 'duplicate') {
      release?.()
      open('extra')
    } else if (awaited === null) open('void')
    else void voided.run({ jobId, label: awaited, reason: verdict?.name === 'unreadable' ? 'unreadable' : 'wrong', note: '', extra: false })
  }
  const mayVoid = may('label.void') && !state.job.verifyOnly && (release === undefined || verdict?.name === 'duplicate')
  useScan({ keys: { ...(may('line.run') ? { F2: taken } : {}), ...(mayVoid ? { F4: voidIt } : {}) } })
  if (verdict === null) return null
  // Good labels came after it while nobody had answered: only this paper is left to take out.
  const gone = release !== undefined && verdict.name !== 'duplicate' && verdict.name !== 'outOfOrder'
  return (
    <LinePage
      tone="fail"
      bar={<JobBar state={state} back={leave} cut="var(--fail-dark)" />}
      actions={
        <ActionBar
          main={
            <span className="note">
              <b>{stopped ? t('fault.stopped', { n: state.fails }) : t('fault.fails', { n: state.fails, of: state.stopAfter })}</b>
              <span className="soft">{stopped ? t('fault.stoppedNote') : t('fault.failsNote', { of: state.stopAfter })}</span>
            </span>
          }
        >
          {mayVoid ? (
            <LineButton look="danger" keyName="F4" onPress={voidIt} disabled={voided.busy} id="void-awaited">
              {verdict.name === 'duplicate' ? t('fault.extra') : due === null ? t('line.void') : t('fault.void', { n: due })}
            </LineButton>
          ) : null}
          <HelpButtons who="inspector" calling={calling} />
        </ActionBar>
      }
    >
      <div className="split fault">
        <section className="col fault-field">
          <VerdictField mark="fail" word={t(faultWord(verdict))} />
          <Differences verdict={verdict} />
          <div className="row fault-label">
            <JobPicture label={awaited} width="14.25rem" maxHeight="8rem" padding="0.375rem" />
            <OtherFaults verdict={verdict} due={due} />
          </div>
        </section>
        <section className="card what-to-do">
          <p className="lead">{gone ? t('fault.gone') : faultReason(verdict, state.job.order)}</p>
          <Steps123 steps={gone ? [{ title: t('fault.step.tear') }] : faultSteps(verdict)} />
          <span className="grow" />
          <ErrorList problems={[...acknowledge.problems, ...voided.problems]} />
          {may('line.run') ? (
            <LineButton look="ink" size="big" keyName="F2" onPress={taken} disabled={pressed} id="taken">
              {gone ? t('fault.act.takenAny') : faultAct(verdict, stopped)}
            </LineButton>
          ) : null}
        </section>
      </div>
      <Tape cells={state.tape} />
    </LinePage>
  )
}

/** What was due over what was there, where both are known. */
function Differences({ verdict }: { readonly verdict: Shown }) {
  const { t } = useWords()
  const first = verdict.faults[0]
  if (first === undefined || first.found === null) return null
  if (first.expected !== null && first.expected !== 'GS')
    return <Compare dueName={t('fault.due')} due={first.expected} foundName={t('fault.found')} found={first.found} />
  return (
    <div className={`compare ${first.found.length > 20 ? 'longer' : 'long'}`}>
      <span>{t('fault.found')}</span>
      <b>{visible(first.found).slice(0, 72)}</b>
    </div>
  )
}

const visible = (text: string): string => text.replaceAll('\u001d', '␝').replace(/\p{Cc}/gu, '·')

function OtherFaults({ verdict, due }: { readonly verdict: Shown; readonly due: number | null }) {
  const { t } = useWords()
  const rest = verdict.faults.slice(1)
  return (
    <div className="others">
      {rest.length > 0 ? (
        <>
          <b>{t('fault.more', { n: rest.length })}</b>
          {rest.map((fault) => (
            <p key={`${fault.field}${fault.verdict}`}>{faultLine(fault)}</p>
          ))}
        </>
      ) : null}
      {due === null ? null : <p>{t('fault.shouldBe', { n: due })}</p>}
    </div>
  )
}
