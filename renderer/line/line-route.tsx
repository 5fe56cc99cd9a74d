import type { InferClientOutputs } from '@orpc/client'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { LineBar } from '../design/line-bar.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { useLine } from '../station/api.ts'
import { problemsOf } from '../station/problems.ts'
import { useWords } from '../station/words.ts'
import { LineScreen } from './line-screen.tsx'

export type Opened = InferClientOutputs<typeof client>['line']['open']

/** The job of an order: opened (made on first use), then watched. */
export function LineRoute({ jobId, orderId }: { readonly jobId: number; readonly orderId: number }) {
  const opened = useQuery({
    queryKey: ['line.open', orderId],
    queryFn: () => client.line.open({ key: crypto.randomUUID(), orderId }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  if (opened.data === undefined) return <NotYet error={opened.error} again={() => void opened.refetch()} />
  return <Watched key={jobId} opened={opened.data} reopen={() => void opened.refetch()} />
}

function Watched({ opened, reopen }: { readonly opened: Opened; readonly reopen: () => void }) {
  const state = useLine(opened.jobId)
  return state === undefined ? <NotYet error={null} again={reopen} /> : <LineScreen state={state} opened={opened} reopen={reopen} />
}

function NotYet({ error, again }: { readonly error: Error | null; readonly again: () => void }) {
  const { t } = useWords()
  const navigate = useNavigate()
  return (
    <LinePage
      bar={<LineBar title={t('nav.orders')} note="" icon="back" iconName={t('act.back')} onIcon={() => void navigate({ to: '/' })} />}
      actions={
        <ActionBar
          main={
            error === null ? null : (
              <LineButton look="primary" onPress={again}>
                {t('act.retry')}
              </LineButton>
            )
          }
        />
      }
    >
      {error === null ? <p role="status">{t('loading')}</p> : <ErrorList problems={problemsOf(error)} />}
    </LinePage>
  )
}
