import type { InferClientOutputs } from '@orpc/client'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineBar } from '../design/line-bar.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { tellLostScan } from '../scan/lost-scan.ts'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { api, queryClient, useLine } from '../station/api.ts'
import { problemsOf } from '../station/problems.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { CloseBalance } from './close-balance.tsx'
import { ClosedPage } from './closed-page.tsx'
import { CountEntry } from './count-entry.tsx'
import { DeviationForm, type DeviationValues, emptyDeviation } from './deviation-form.tsx'
import { MissingLabels } from './missing-labels.tsx'
import { signed, signersOf } from './signatures.tsx'

export type Closing = InferClientOutputs<typeof client>['orders']['closing']
export type Closed = NonNullable<InferClientOutputs<typeof client>['orders']['close']['closed']>

/** Accounts for each label before the order closes; a refusal says what would be accepted. */
export function ClosePage({ orderId }: { readonly orderId: number }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const options = api.orders.closing.queryOptions({ input: { id: orderId } })
  const query = useQuery({ ...options, staleTime: 0 })
  const count = useCall(client.orders.count)
  const close = useCall(client.orders.close)
  const [counting, setCounting] = useState(false)
  const [values, setValues] = useState(emptyDeviation)
  const [done, setDone] = useState<Closed | null>(null)
  const closing = query.data
  useLine(closing?.order.jobId ?? null)
  useFirstCount(
    closing,
    (input) =>
      void count.run({ id: orderId, ...input }).then((next) => next !== undefined && queryClient.setQueryData(options.queryKey, next)),
  )
  const back = (): void => void navigate({ to: '/' })
  const toLine = (): void => void navigate({ to: '/line/$jobId', params: { jobId: closing?.order.jobId ?? 0 }, search: { orderId } })
  const missing = closing === undefined ? 0 : Math.max(0, closing.reconciliation.missing)
  const deviates = missing > 0 && closing?.blocked.every(({ code }) => code === 'close.missing') === true
  const closeDue = useQuery(api.signing.acts.queryOptions()).data?.find(({ act }) => act === 'orderClosed')?.due ?? 0
  const signsClose = closing?.blocked.length === 0 && closeDue > 0
  const sendable = (deviates || (signsClose && closeDue === 2)) && values.reason.trim() !== '' && values.signatures.password1 !== ''
  const ready =
    closing !== undefined &&
    ((closing.blocked.length === 0 && !signsClose) ||
      (signsClose && values.reason.trim() !== '' && values.signatures.password1 !== '' && (closeDue === 1 || signed(values.signatures))) ||
      (deviates && values.reason.trim() !== '' && signed(values.signatures)))
  const act = async (): Promise<void> => {
    if (!ready) return
    const answer = await close.run({
      id: orderId,
      deviation: deviates ? { reason: values.reason, signers: signersOf(values.signatures) } : null,
      ...(signsClose && !deviates ? { signing: { reason: values.reason, signers: signersOf(values.signatures).slice(0, closeDue) } } : {}),
    })
    if (answer?.closed != null) setDone(answer.closed)
  }
  /** Signed by the one who asks; quality decides later, from another place. */
  const send = async (): Promise<void> => {
    const [first] = signersOf(values.signatures)
    if (!sendable || first === undefined) return
    const request = { reason: values.reason, signers: [first], later: true }
    const answer = await close.run(deviates ? { id: orderId, deviation: request } : { id: orderId, deviation: null, signing: request })
    if (answer?.waiting != null) back()
  }
  useScan({
    keys: done === null ? { F2: () => void act(), Escape: counting ? () => setCounting(false) : back } : { F2: back },
    scan: ({ text, imeSeen }) => {
      const jobId = closing?.order.jobId ?? null
      if (jobId === null) return
      client.line.scan({ key: crypto.randomUUID(), jobId, raw: text, imeSeen }).then(
        () => {
          director.answer('ok')
          void query.refetch()
        },
        () => tellLostScan(),
      )
    },
  })
  if (done !== null && closing !== undefined) return <ClosedPage closing={closing} closed={done} back={back} />
  const { order } = closing ?? {}
  return (
    <LinePage
      bar={
        <LineBar
          title={t('close.title', { order: order?.no ?? '' })}
          note={
            order === undefined
              ? t('loading')
              : t('close.subtitle', { product: order.productName, spec: order.spec, lot: order.lot, trace: t(`trace.${order.trace}`) })
          }
          icon="back"
          iconName={t('act.back')}
          onIcon={back}
        />
      }
      actions={
        <ActionBar
          main={
            <>
              <LineButton
                look="primary"
                icon="lock"
                keyName="F2"
                onPress={() => void act()}
                disabled={!ready || close.busy}
                id="close-order"
              >
                {t(deviates ? 'close.doDeviation' : 'close.do')}
              </LineButton>
              <span className="hint">{deviates && !ready ? lacking(t, values) : ''}</span>
            </>
          }
        >
          {deviates || (signsClose && closeDue === 2) ? (
            <LineButton icon="edit" onPress={() => void send()} disabled={!sendable || close.busy} id="send-to-sign">
              {t('close.send')}
            </LineButton>
          ) : null}
          <LineButton icon="recount" onPress={() => setCounting(!counting)} pressed={counting} id="recount">
            {t('close.recount')}
          </LineButton>
          <LineButton icon="orders" onPress={toLine}>
            {t('close.toLine')}
          </LineButton>
          <LineButton icon="back" keyName="Esc" onPress={back}>
            {t('close.notNow')}
          </LineButton>
        </ActionBar>
      }
    >
      {closing === undefined ? (
        query.error === null ? (
          <p role="status">{t('loading')}</p>
        ) : (
          <ErrorList problems={problemsOf(query.error)} />
        )
      ) : (
        <>
          <Banner closing={closing} missing={missing} />
          <CloseBalance closing={closing} />
          <ErrorList problems={[...close.problems, ...count.problems]} />
          <div className="two-cards">
            {counting || closing.reconciliation.out === null ? (
              <CountEntry
                closing={closing}
                busy={count.busy}
                record={async (input) => {
                  const next = await count.run({ id: orderId, ...input })
                  if (next === undefined) return
                  queryClient.setQueryData(options.queryKey, next)
                  setCounting(false)
                }}
              />
            ) : (
              <MissingLabels closing={closing} missing={missing} />
            )}
            {deviates || signsClose || closing.blocked.some(({ code }) => code === 'close.overLimit') ? (
              <DeviationForm closing={closing} possible={deviates || signsClose} value={values} onChange={setValues} />
            ) : null}
          </div>
        </>
      )}
    </LinePage>
  )
}

/** The printer's own count is taken by itself when nobody has counted yet. */
function useFirstCount(closing: Closing | undefined, count: (input: { out: null; scrapped: number; returned: number }) => void): void {
  const asked = useRef(false)
  useEffect(() => {
    if (
      closing === undefined ||
      asked.current ||
      closing.reconciliation.out !== null ||
      closing.order.state === 'closed' ||
      closing.order.state === 'running'
    )
      return
    asked.current = true
    count({ out: null, scrapped: closing.reconciliation.scrapped, returned: closing.reconciliation.returned })
  })
}

function lacking(t: ReturnType<typeof useWords>['t'], { reason, signatures }: DeviationValues): string {
  if (reason.trim() === '') return t('close.stillReason')
  return t(signatures.password1 === '' ? 'close.stillOwn' : 'close.stillSign')
}

function Banner({ closing, missing }: { readonly closing: Closing; readonly missing: number }) {
  const { t, problem } = useWords()
  const { reconciliation, blocked } = closing
  if (blocked.length === 0)
    return (
      <div className="close-banner pass" role="status">
        <VerdictMark mark="pass" colour="#fff" cut="var(--pass)" />
        <div>
          <h2>{t('close.balanced')}</h2>
          <p>{t('close.balancedNote', { out: reconciliation.out ?? 0 })}</p>
        </div>
      </div>
    )
  const onlyMissing = blocked.every(({ code }) => code === 'close.missing' || code === 'close.overLimit')
  return (
    <div className="close-banner" role="alert">
      <VerdictMark mark="missing" colour="#fff" />
      <div>
        <h2>{onlyMissing ? t('close.cannot', { n: missing }) : t('close.blocked')}</h2>
        {onlyMissing && blocked[0]?.code === 'close.missing' ? (
          <p>{t('close.cannotNote', { out: reconciliation.out ?? 0, known: (reconciliation.out ?? 0) - missing })}</p>
        ) : (
          blocked.map((one) => <p key={one.code}>{problem(one)}</p>)
        )}
      </div>
    </div>
  )
}
