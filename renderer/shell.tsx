import { ORPCError } from '@orpc/client'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ErrorList } from './design/error-list.tsx'
import { TrainingFrame } from './design/training-frame.tsx'
import { FirstRunPage } from './line/first-run-page.tsx'
import { SignInPage } from './line/sign-in-page.tsx'
import { setVolume } from './sound/player.ts'
import { api } from './station/api.ts'
import { useFirstOverview } from './station/overview.ts'
import { problemsOf } from './station/problems.ts'
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

/** Before there is anything to show: the engine starts, or it says why it cannot open the ledger. */
function Starting() {
  const { t } = useWords()
  const { error } = useQuery(api.session.overview.queryOptions({ retry: false, refetchInterval: 3_000 }))
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
  const { pathname } = useLocation()
  if (overview === undefined) return <Starting />
  if (!overview.setUp) return <FirstRunPage />
  if (overview.me === null || pathname === '/sign-in') return <SignInPage />
  return (
    <>
      <Habits />
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
