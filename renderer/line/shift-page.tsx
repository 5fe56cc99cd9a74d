import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { readCommand } from '../../shared/print-verify/commands.ts'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { amount } from '../design/format.ts'
import { LineBar } from '../design/line-bar.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { Steps123 } from '../design/steps.tsx'
import { download } from '../office/parts/download.ts'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { useMay, useOverview } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useSignOut } from '../station/use-sign-out.ts'
import { useWords } from '../station/words.ts'

/** Hands the station over: the figures are looked at, the line pauses, the next person signs in. */
export function ShiftPage() {
  const { t } = useWords()
  const { runningJob } = useOverview()
  const may = useMay()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const list = useQuery(api.orders.list.queryOptions())
  const order =
    list.data?.find(({ id }) => id === runningJob?.orderId) ?? list.data?.find(({ state }) => state === 'running' || state === 'paused')
  const call = useCall(client.line.shiftChange)
  const report = useCall(client.records.shift)
  // Handed over, but its report could not be made: nothing is left to do but that, or to go.
  const [handed, setHanded] = useState(false)
  const busy = call.busy || report.busy
  const back = (): void => void navigate({ to: '/' })
  const leave = async (): Promise<void> => {
    await navigate({ to: '/' })
    signOut()
  }
  const makeReport = async (): Promise<void> => {
    const file = await report.run({})
    if (file === undefined) return
    download(file.name, file.bytes)
    await leave()
  }
  const hand = async (withReport: boolean): Promise<void> => {
    if (busy) return
    if (handed) return withReport ? makeReport() : leave()
    if ((await call.run({ jobId: runningJob?.jobId ?? null, signing: null })) === undefined) return
    if (!withReport) return leave()
    setHanded(true)
    await makeReport()
  }
  const mayRun = may('line.run')
  useScan({
    keys: {
      ...(mayRun ? { F2: () => void hand(false), F4: () => void hand(true) } : {}),
      ...(handed ? {} : { Escape: back }),
    },
    scan: ({ text }) => readCommand(text) === 'SHIFT' && mayRun && !handed && void hand(false),
  })
  return (
    <LinePage
      bar={
        <LineBar
          title={t('shift.title')}
          note={order === undefined ? t('shift.none') : `${order.no} · ${order.productName} ${order.spec}`}
          icon="back"
          iconName={t('act.back')}
          onIcon={back}
        />
      }
      actions={
        <ActionBar
          main={
            mayRun ? (
              <LineButton look="primary" icon="swap" keyName="F2" onPress={() => void hand(false)} disabled={busy} id="hand-over">
                {t(handed ? 'record.shift.leave' : 'shift.do')}
              </LineButton>
            ) : (
              <span className="note">{t('line.watchOnly')}</span>
            )
          }
        >
          {mayRun ? (
            <LineButton icon="download" keyName="F4" onPress={() => void hand(true)} disabled={busy} id="hand-over-report">
              {t(report.busy ? 'record.shift.busy' : handed ? 'record.shift.again' : 'record.shift.act')}
            </LineButton>
          ) : null}
          {handed ? null : (
            <LineButton icon="back" keyName="Esc" onPress={back}>
              {t('act.cancel')}
            </LineButton>
          )}
        </ActionBar>
      }
    >
      <div className="split shift">
        <section className="card">
          <h2>{order === undefined ? t('shift.none') : `${order.productName} · ${order.spec}`}</h2>
          {order === undefined ? null : (
            <div className="figures four">
              {(
                [
                  ['shift.good', order.good],
                  ['shift.voided', order.voided],
                  ['shift.left', Math.max(0, order.quantity - order.good)],
                  ['shift.doubts', order.doubts],
                ] as const
              ).map(([name, value]) => (
                <div key={name} className="stat large">
                  <i>{t(name)}</i>
                  <b>{amount(value)}</b>
                </div>
              ))}
            </div>
          )}
          {handed && report.problems.length > 0 ? <p className="lead">{t('record.shift.handed')}</p> : null}
          <ErrorList problems={[...call.problems, ...report.problems]} />
        </section>
        <section className="card">
          <p className="lead">{t('shift.note')}</p>
          <Steps123 steps={[{ title: t('shift.steps1') }, { title: t('shift.steps2') }, { title: t('shift.steps3') }]} />
        </section>
      </div>
    </LinePage>
  )
}
