import { ORPCError } from '@orpc/client'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import { tellPainted } from './client.ts'
import { ErrorList } from './design/error-list.tsx'
import { TrainingFrame } from './design/training-frame.tsx'
import { useBadges } from './line/badge-switch.tsx'
import { SignInPage } from './line/sign-in-page.tsx'
import { CodePage, FirstRunPage, loadRest, loadStation, OwnSecretsPage, Station } from './rest.ts'
import { useActivity } from './station/activity.ts'
import { api } from './station/api.ts'
import { refreshOverview, useFirstOverview } from './station/overview.ts'
import { problemsOf } from './station/problems.ts'
import { useShownCode } from './station/shown-code.ts'
import { offerLanguage, useWords } from './station/words.ts'

/** Round every screen: training marks, and who must be known before anything is shown. A sign-in comes back to where one was. */
export function Shell() {
  const overview = useFirstOverview()
  const language = overview?.language
  useEffect(() => {
    if (language !== undefined) offerLanguage(language)
  }, [language])
  return (
    <TrainingFrame>
      <Screen />
    </TrainingFrame>
  )
}

/** An engine that answers within this time is not waited for in words, ms. */
const patienceMs = 300

/** True when the first answer is late. */
function useLate(): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  return late
}

/** Before there is anything to show: the engine starts, or it says why it cannot open the ledger. */
function Starting() {
  const { t } = useWords()
  const { error } = useQuery(api.session.overview.queryOptions({ retry: false, refetchInterval: 3_000 }))
  useEffect(tellPainted, [])
  const refused = error instanceof ORPCError && error.code === 'refused'
  return (
    <div className="starting" role="status" data-testid={refused ? 'cannot-open' : 'starting'}>
      <b>{t('app.name')}</b>
      {refused ? <ErrorList problems={problemsOf(error)} /> : <span>{t('loading')}</span>}
    </div>
  )
}

function Screen() {
  const overview = useFirstOverview()
  const known = overview !== undefined
  const late = useLate()
  useEffect(() => {
    if (!known) return
    tellPainted()
    return loadRest()
  }, [known])
  useActivity()
  useBadges()
  const code = useShownCode(({ code }) => code)
  if (overview === undefined) return late ? <Starting /> : null
  if (code !== null)
    return (
      <Suspense>
        <CodePage />
      </Suspense>
    )
  if (!overview.setUp)
    return (
      <Suspense>
        <FirstRunPage />
      </Suspense>
    )
  if (overview.me === null) return <SignInPage entered={goOn} />
  if (overview.mustChange.length > 0)
    return (
      <Suspense>
        <OwnSecretsPage />
      </Suspense>
    )
  return (
    <Suspense>
      <Station />
    </Suspense>
  )
}

/** Who was asked for by address goes to the beginning; who was asked for on the way comes back to where they were. */
async function goOn(): Promise<void> {
  // The sign-in stays on the glass until the next screen is there.
  await loadStation().catch(() => undefined)
  await refreshOverview().catch(() => undefined)
  if (location.hash === '#/sign-in') location.hash = '#/'
}
