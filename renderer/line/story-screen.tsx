import { useQuery } from '@tanstack/react-query'
import { isWord } from '../../shared/i18n/index.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { secondOf } from '../design/format.ts'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { useScan } from '../scan/use-scan.ts'
import { api } from '../station/api.ts'
import { problemsOf } from '../station/problems.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import type { ScreenProps } from './line-screen.tsx'

/** What happened to the label in doubt and around it, so that the hand knows where to look. */
export function StoryScreen({ state, close }: ScreenProps & { readonly close: () => void }) {
  const { t } = useWords()
  const label = state.doubt?.label ?? null
  const story = useQuery({ ...api.line.story.queryOptions({ input: { label: label ?? 1 } }), enabled: label !== null, staleTime: 0 })
  useScan({ keys: { Escape: close } })
  const say = (word: string): string => (isWord(word) ? t(word) : '')
  return (
    <LinePage
      bar={<JobBar state={state} back={close} />}
      actions={
        <ActionBar
          main={
            <LineButton look="primary" icon="back" keyName="Esc" onPress={close} id="story-back">
              {t('act.back')}
            </LineButton>
          }
        />
      }
    >
      <section className="card story">
        <h2>{t('story.title', { n: state.doubt?.ordinal ?? 0 })}</h2>
        {story.error === null ? null : <ErrorList problems={problemsOf(story.error)} />}
        <ol>
          {(story.data ?? []).map((row) => (
            <li key={row.seq} className={row.own ? 'own' : ''}>
              <span className="mono">{secondOf(row.at)}</span>
              <b>{say(`kind.${row.kindName ?? ''}`)}</b>
              <span>{row.word === null ? '' : say(`status.${row.word}`) || say(`verdict.${row.word}`)}</span>
              <span className="soft">{row.who ?? t('story.station')}</span>
            </li>
          ))}
        </ol>
        <p className="small soft">{t('story.note')}</p>
      </section>
    </LinePage>
  )
}
