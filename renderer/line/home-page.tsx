import type { InferClientOutputs } from '@orpc/client'
import { useQuery } from '@tanstack/react-query'
import { Navigate, useNavigate } from '@tanstack/react-router'
import { isWord } from '../../shared/i18n/index.ts'
import { readCommand } from '../../shared/print-verify/commands.ts'
import type { client } from '../client.ts'
import { amount } from '../design/format.ts'
import { Icon } from '../design/icon.tsx'
import { LineBar } from '../design/line-bar.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { type Mark, VerdictMark } from '../design/verdict-mark.tsx'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { useOverview } from '../station/overview.ts'
import { homeOf } from '../station/roles.ts'
import { useSignOut } from '../station/use-sign-out.ts'
import { useWords } from '../station/words.ts'
import { MoreTile } from './more-screen.tsx'

export type OrderRow = InferClientOutputs<typeof client>['orders']['list'][number]

const queueRows = 2

/** Where a person begins: the operator's own screen, or the first office screen of the others. */
export function HomePage() {
  const { me } = useOverview()
  const home = homeOf(me?.roles ?? [])
  return home === '/' ? <OperatorHome /> : <Navigate to={home as '/orders'} replace />
}

/** The next act is one button; what else waits is below it. */
function OperatorHome() {
  const { t } = useWords()
  const navigate = useNavigate()
  const overview = useOverview()
  const signOut = useSignOut()
  const list = useQuery({ ...api.orders.list.queryOptions(), refetchInterval: 5_000 })
  const todo = (list.data ?? []).filter(({ state }) => state !== 'closed').sort((a, b) => a.id - b.id)
  const first =
    todo.find(({ id }) => id === overview.runningJob?.orderId) ??
    todo.find(({ doubts }) => doubts > 0) ??
    todo.find(({ state }) => state === 'running' || state === 'paused') ??
    todo.find(({ state }) => state === 'printed') ??
    todo.find(({ state }) => state === 'ready')
  const queue = todo.filter((order) => order !== first && !order.verifyOnly)
  const verifyOnly = todo.filter((order) => order !== first && order.verifyOnly)
  const open = (order: OrderRow): void => {
    if (order.state === 'printed' && order.doubts === 0) void navigate({ to: '/close/$orderId', params: { orderId: order.id } })
    else void navigate({ to: '/line/$jobId', params: { jobId: 0 }, search: { orderId: order.id } })
  }
  const shift = (): void => void navigate({ to: '/shift' })
  useScan({
    keys: first === undefined ? {} : { F2: () => open(first) },
    scan: ({ text }) => {
      const command = readCommand(text)
      if (command === 'SHIFT') return shift()
      const named = command === 'START' || command === 'CONT' ? first : todo.find(({ no, lot }) => text.includes(no) || text === lot)
      if (named !== undefined) open(named)
    },
  })
  return (
    <LinePage
      bar={
        <LineBar
          title={t('home.title', { name: overview.me?.name ?? '' })}
          note={[overview.site, overview.station].filter(Boolean).join(' · ')}
          icon="person"
          iconName={t('act.switchPerson')}
          onIcon={signOut}
        />
      }
      actions={null}
    >
      <div className="home-grid">
        <div className="col home-left">
          {first === undefined ? (
            <p className="card home-empty">{list.isPending ? t('loading') : t('home.empty')}</p>
          ) : (
            <Resume order={first} open={() => open(first)} running={overview.runningJob?.orderId === first.id} />
          )}
          {queue.length === 0 ? null : (
            <section className="card queue" aria-label={t('home.orders')}>
              {queue.slice(0, queueRows).map((order) => (
                <QueueRow key={order.id} order={order} open={() => open(order)} />
              ))}
            </section>
          )}
          <div className="home-tiles">
            <MoreTile
              icon="scan"
              name={t('home.verify')}
              note={verifyOnly.length === 0 ? t('home.verifyNone') : t('home.verifyNote', { n: verifyOnly.length })}
              press={() => {
                if (verifyOnly[0] !== undefined) open(verifyOnly[0])
              }}
            />
            <MoreTile icon="swap" name={t('line.shift')} note={t('home.shiftNote')} press={shift} />
            <MoreTile icon="person" name={t('act.switchPerson')} note={t('home.switchNote')} press={signOut} />
          </div>
        </div>
        <aside className="col home-side">
          {first === undefined ? null : <ShiftFigures order={first} />}
          <DeviceCard />
          <span className="grow" />
          <LineButton size="small" onPress={() => void navigate({ to: '/own' })} id="own">
            {t('own.change')}
          </LineButton>
        </aside>
      </div>
    </LinePage>
  )
}

function Resume({ order, open, running }: { readonly order: OrderRow; readonly open: () => void; readonly running: boolean }) {
  const { t } = useWords()
  const begun = running || order.good > 0 || order.state === 'paused'
  const left = Math.max(0, order.quantity - order.good)
  const act =
    order.doubts > 0
      ? t('home.answer', { n: order.doubts })
      : order.state === 'printed'
        ? t('home.toClose')
        : begun
          ? t('home.goOn', { n: order.good + 1 })
          : t('home.openOrder')
  return (
    <section className="card resume">
      <span className="lead">{t(begun ? 'home.resume' : 'home.next', { order: order.no })}</span>
      <h2>
        {order.productName} · {order.spec}
      </h2>
      <p className="sub">
        {t('field.lot')} <b className="mono">{order.lot}</b>　{t(`trace.${order.trace}`)}　{order.verifyOnly ? t('verify.only') : null}
      </p>
      <div className="row resume-count">
        <span className="big-count">
          {amount(order.good)}
          <small> {t('home.of', { n: order.quantity })}</small>
        </span>
        <span className="grow" />
        <span className="sub">{t('home.left', { n: left })}</span>
      </div>
      <div className="progress" aria-hidden="true">
        <i style={{ width: `${Math.min(100, (order.good * 100) / order.quantity)}%` }} />
      </div>
      <LineButton look="primary" size="big" icon="play" keyName="F2" onPress={open} id="resume">
        {act}
      </LineButton>
    </section>
  )
}

function QueueRow({ order, open }: { readonly order: OrderRow; readonly open: () => void }) {
  const { t } = useWords()
  return (
    <div className="row queue-row">
      <div className="grow">
        <b>
          {order.productName} {order.spec}
        </b>
        <p className="soft">{t('home.queueLine', { no: order.no, lot: order.lot, trace: t(`trace.${order.trace}`), n: order.quantity })}</p>
      </div>
      {order.state === 'waiting' ? (
        <span className="row softer not-yet">
          <Icon name="lock" />
          {t('home.locked')}
        </span>
      ) : (
        <LineButton onPress={open} id={`open-${order.no}`}>
          {t('home.open')}
        </LineButton>
      )}
    </div>
  )
}

function ShiftFigures({ order }: { readonly order: OrderRow }) {
  const { t } = useWords()
  const all = order.good + order.voided
  return (
    <section className="card">
      <h2>{t('home.shift')}</h2>
      <div className="row shift-figures">
        <div className="stat">
          <i>{t('close.good')}</i>
          <b className="good">{amount(order.good)}</b>
        </div>
        <div className="stat">
          <i>{t('close.void')}</i>
          <b>{amount(order.voided)}</b>
        </div>
        <div className="stat">
          <i>{t('home.rate')}</i>
          <b>
            {all === 0 ? '–' : amount((order.voided * 100) / all)}
            {all === 0 ? null : <small>%</small>}
          </b>
        </div>
      </div>
    </section>
  )
}

function DeviceCard() {
  const { t } = useWords()
  const { printer, scanner, log } = useOverview()
  const words = (code: string): string => {
    const key = `status.${code}`
    return isWord(key) ? t(key) : t('status.unknown')
  }
  const rows: readonly { readonly name: string; readonly note: string; readonly mark: Mark }[] = [
    { name: printer?.name ?? t('pill.printer'), note: words(printer?.code ?? 'none'), mark: printer?.ok === true ? 'pass' : 'device' },
    { name: scanner?.name ?? t('pill.scanner'), note: words(scanner?.code ?? 'wedge'), mark: scanner?.ok === false ? 'device' : 'pass' },
    { name: t('pill.log'), note: log.ok ? t('home.logOk') : words(log.code), mark: log.ok ? 'pass' : 'device' },
  ]
  return (
    <section className="card grow">
      <h2>{t('home.devices')}</h2>
      <ul className="device-rows">
        {rows.map(({ name, note, mark }) => (
          <li key={name}>
            <VerdictMark mark={mark} />
            <span>
              {name}
              <span className="soft">{note}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
