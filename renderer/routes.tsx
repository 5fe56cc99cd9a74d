import { useQuery } from '@tanstack/react-query'
import { createHashHistory, createRootRoute, createRoute, createRouter, Outlet, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { OfficeFrame } from './design/office-frame.tsx'
import { OfficePage } from './design/office-page.tsx'
import { ClosePage } from './line/close-page.tsx'
import { HomePage } from './line/home-page.tsx'
import { LineRoute } from './line/line-route.tsx'
import { OwnSecretsPage } from './line/own-secrets-page.tsx'
import { ShiftPage } from './line/shift-page.tsx'
import { SignInPage } from './line/sign-in-page.tsx'
import type { OfficeRoute } from './office/index.tsx'
import { setSubstitute } from './scan/listen.ts'
import { setVolume } from './sound/player.ts'
import { api } from './station/api.ts'
import { refreshOverview, useFirstOverview } from './station/overview.ts'
import { useWords } from './station/words.ts'

/** Loaded when an office screen is opened: the line does not wait for forms and tables. */
const OfficeScreen = lazy(async () => {
  const { officePages } = await import('./office/index.tsx')
  return {
    default: function Screen({ path }: { readonly path: OfficeRoute }) {
      const Page = officePages[path]
      return Page === undefined ? null : <Page />
    },
  }
})

const root = createRootRoute({ component: Station, notFoundComponent: () => <Office path={null} /> })
const route = <Path extends string>(path: Path, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component })

const office: readonly OfficeRoute[] = [
  '/orders',
  '/orders/new',
  '/orders/import',
  '/products',
  '/insurance',
  '/codes',
  '/pools',
  '/templates',
  '/audit',
  '/devices',
  '/devices/scanner',
  '/devices/printer',
  '/users',
  '/settings',
  '/backup',
  '/export',
  '/to-sign',
]

const number = (value: unknown): number => Number(value)

const lineRoute = createRoute({
  getParentRoute: () => root,
  path: '/line/$jobId',
  params: { parse: ({ jobId }) => ({ jobId: number(jobId) }), stringify: ({ jobId }) => ({ jobId: String(jobId) }) },
  validateSearch: (search: Record<string, unknown>): { orderId: number } => ({ orderId: number(search['orderId']) }),
  component: function LineOfJob() {
    const { jobId } = lineRoute.useParams()
    const { orderId } = lineRoute.useSearch()
    return <LineRoute key={orderId} jobId={jobId} orderId={orderId} />
  },
})

const closeRoute = createRoute({
  getParentRoute: () => root,
  path: '/close/$orderId',
  params: { parse: ({ orderId }) => ({ orderId: number(orderId) }), stringify: ({ orderId }) => ({ orderId: String(orderId) }) },
  component: function CloseOfOrder() {
    const { orderId } = closeRoute.useParams()
    return <ClosePage key={orderId} orderId={orderId} />
  },
})

export const router = createRouter({
  history: createHashHistory(),
  routeTree: root.addChildren([
    route('/', HomePage),
    route('/sign-in', SwitchPerson),
    route('/own', OwnSecrets),
    route('/shift', ShiftPage),
    lineRoute,
    closeRoute,
    ...office.map((path) => route(path, () => <Office path={path} />)),
  ]),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

function Station() {
  return (
    <>
      <Habits />
      <WedgeSettings />
      <Outlet />
    </>
  )
}

/** Loudness of this station, and the hand its action bar is made for. */
function Habits() {
  const { data } = useQuery(api.settings.get.queryOptions())
  useEffect(() => {
    if (data === undefined) return
    setVolume(data.sounds, data.volume)
    document.documentElement.classList.toggle('mirrored', data.mirrored)
  }, [data])
  return null
}

/** What the station's keyboard scanner types for GS reaches the decoder. */
function WedgeSettings() {
  const gs = useFirstOverview()?.wedgeGs ?? ''
  useEffect(() => setSubstitute(gs), [gs])
  return null
}

/** Another person takes over from the one who is signed in. */
function SwitchPerson() {
  const navigate = useNavigate()
  return (
    <SignInPage
      entered={async () => {
        await refreshOverview().catch(() => undefined)
        await navigate({ to: '/' })
      }}
    />
  )
}

/** One's own password and PIN, and back to where one came from. */
function OwnSecrets() {
  return <OwnSecretsPage done={() => router.history.back()} />
}

/** An office screen in its frame; a route nobody has filled shows the empty state. */
function Office({ path }: { readonly path: OfficeRoute | null }) {
  const { t } = useWords()
  const settings = useQuery(api.settings.get.queryOptions())
  return (
    <OfficeFrame touch={settings.data?.officeTouch ?? false}>
      {path === null ? (
        <OfficePage title={t('app.name')}>
          <p className="empty">{t('empty.route')}</p>
        </OfficePage>
      ) : (
        <Suspense fallback={<OfficePage title="">{null}</OfficePage>}>
          <OfficeScreen path={path} />
        </Suspense>
      )}
    </OfficeFrame>
  )
}
