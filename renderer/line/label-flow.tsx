import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { NumberEntry } from './number-entry.tsx'
import { emptySignatures, Signatures, signed, signersOf } from './signatures.tsx'

type Verb = 'void' | 'reprint' | 'sample'
type Reason = Parameters<typeof client.line.void>[0]['reason']
const reasons: readonly Reason[] = ['unreadable', 'damaged', 'half', 'blank', 'wrong', 'other']
const fits: Readonly<Record<Verb, readonly string[]>> = {
  void: ['out', 'doubt', 'verified', 'accepted', 'missing'],
  reprint: ['out', 'doubt', 'verified', 'accepted'],
  sample: ['verified', 'accepted'],
}
const armEveryMs = 4_000

/** Takes one label out: which (scanned, chosen or keyed), why, and for the same code again a second person. */
export function LabelFlow({
  state,
  verb,
  second = false,
  close,
}: ScreenProps & { readonly verb: Verb; readonly second?: boolean; readonly close: () => void }) {
  const { t } = useWords()
  const jobId = state.job.id
  const [reason, setReason] = useState<Reason | null>(verb === 'sample' ? 'test' : second ? 'other' : null)
  const [typed, setTyped] = useState('')
  const [extra, setExtra] = useState(second)
  const [signing, setSigning] = useState(false)
  const [signatures, setSignatures] = useState(emptySignatures)
  const ordinal = typed === '' ? null : Number(typed)
  const found = useQuery({
    ...api.line.labels.queryOptions({ input: { jobId, ordinal: ordinal ?? 1 } }),
    enabled: ordinal !== null && ordinal > 0,
    staleTime: 0,
  })
  const label = ordinal === null ? null : (found.data?.findLast((one) => fits[verb].includes(one.state)) ?? null)
  const voided = useCall(client.line.void)
  const sampled = useCall(client.line.sample)
  const reprinted = useCall(client.line.reprintSame)
  const arm = useCall(client.line.arm)
  const disarm = useCall(client.line.disarm)
  // The same code exists again only where each label has its own; equal codes are simply printed anew.
  const same = verb === 'reprint' && state.job.trace === 'serial'
  useArmed(arm.run, disarm.run, same || extra ? null : reason, verb, jobId)
  useClosedByScan(state, close)
  const busy = voided.busy || sampled.busy || reprinted.busy
  const ready = label !== null && reason !== null && (!signing || signed(signatures))
  const act = async (): Promise<void> => {
    if (!ready || label === null || reason === null) return
    if (same && !signing) return setSigning(true)
    const done =
      verb === 'sample'
        ? await sampled.run({ jobId, label: label.label, note: '' })
        : same
          ? await reprinted.run({ jobId, label: label.label, signing: { reason: t(`reason.${reason}`), signers: signersOf(signatures) } })
          : await voided.run({ jobId, label: label.label, reason, note: '', extra })
    if (done !== undefined) close()
  }
  useScan({ keys: { F2: () => void act(), Escape: signing ? () => setSigning(false) : close } })
  const recent = state.tape.filter(
    ({ mark, ordinal: at }) =>
      at !== null &&
      (verb === 'sample'
        ? mark === 'verified' || mark === 'accepted'
        : ['verified', 'accepted', 'waiting', 'doubt', 'trouble'].includes(mark)),
  )
  const problems = [...voided.problems, ...sampled.problems, ...reprinted.problems]
  return (
    <LinePage
      bar={<JobBar state={state} back={close} />}
      actions={
        <ActionBar
          main={
            <LineButton
              look={verb === 'sample' ? 'primary' : 'danger'}
              keyName="F2"
              onPress={() => void act()}
              disabled={!ready || busy}
              id="flow-do"
            >
              {same && !signing ? t('flow.next') : ordinal === null ? t(`flow.${verb}.title`) : t(`flow.${verb}.do`, { n: ordinal })}
            </LineButton>
          }
        >
          <LineButton icon="back" keyName="Esc" onPress={close}>
            {t('act.cancel')}
          </LineButton>
        </ActionBar>
      }
    >
      <div className={signing ? 'split one' : 'split'}>
        <section className="card flow">
          <h2>{t(`flow.${verb}.title`)}</h2>
          <p className="lead">{t(`flow.${verb}.note`)}</p>
          {signing ? (
            <Signatures
              value={signatures}
              onChange={setSignatures}
              first={t('flow.sign1')}
              second={t('flow.sign2')}
              secondRoles={['inspector', 'quality']}
            />
          ) : (
            <>
              {verb === 'sample' ? null : <ReasonTiles value={reason} onChange={setReason} />}
              <h3>{verb !== 'sample' && reason === null ? t('flow.reasonFirst') : same ? t('flow.which') : t('flow.scanNow')}</h3>
              <fieldset className="tiles-small" aria-label={t('flow.which')}>
                {recent.map((cell) => (
                  <LineButton key={cell.ordinal} pressed={ordinal === cell.ordinal} onPress={() => setTyped(String(cell.ordinal))}>
                    {(cell.ordinal ?? 0).toLocaleString('en-US')}
                  </LineButton>
                ))}
              </fieldset>
              {verb === 'void' ? (
                <label className="big-check">
                  <input type="checkbox" checked={extra} onChange={({ target }) => setExtra(target.checked)} />
                  {t('flow.extra')}
                </label>
              ) : null}
            </>
          )}
          <ErrorList problems={problems} />
          {ordinal !== null && found.isSuccess && label === null ? <p className="bad">{t('flow.noLabel', { n: ordinal })}</p> : null}
        </section>
        {signing ? null : (
          <section className="card">
            <h2>{t('flow.typed')}</h2>
            <NumberEntry value={typed} onChange={setTyped} name={t('flow.typed')} />
          </section>
        )}
      </div>
    </LinePage>
  )
}

function ReasonTiles({ value, onChange }: { readonly value: Reason | null; readonly onChange: (reason: Reason) => void }) {
  const { t } = useWords()
  return (
    <>
      <h3>{t('flow.reason')}</h3>
      <fieldset className="tiles-small" aria-label={t('flow.reason')}>
        {reasons.map((one) => (
          <LineButton key={one} pressed={value === one} onPress={() => onChange(one)} id={`reason-${one}`}>
            {t(`reason.${one}`)}
          </LineButton>
        ))}
      </fieldset>
    </>
  )
}

/** Keeps the verb armed while the reason is known, so that the next label scanned is its object; left, the next scan is only a scan. */
function useArmed(
  arm: (input: { jobId: number; verb: Verb; reason: Reason }) => Promise<unknown>,
  disarm: (input: { jobId: number }) => Promise<unknown>,
  reason: Reason | null,
  verb: Verb,
  jobId: number,
): void {
  useEffect(() => {
    if (reason === null) return
    void arm({ jobId, verb, reason })
    const timer = setInterval(() => void arm({ jobId, verb, reason }), armEveryMs)
    return () => {
      clearInterval(timer)
      void disarm({ jobId })
    }
  }, [arm, disarm, reason, verb, jobId])
}

/** The scan of the armed label did it: the figures moved. */
function useClosedByScan(state: ScreenProps['state'], close: () => void): void {
  const [before] = useState(state.counts.voided + state.counts.sampled)
  const now = state.counts.voided + state.counts.sampled
  // biome-ignore lint/correctness/useExhaustiveDependencies: closes once
  useEffect(() => {
    if (now > before) close()
  }, [now > before])
}
