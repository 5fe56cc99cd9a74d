import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { secondOf } from '../design/format.ts'
import { Icon } from '../design/icon.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { Tape } from '../design/tape.tsx'
import { VerdictField } from '../design/verdict-field.tsx'
import { type Mark, VerdictMark } from '../design/verdict-mark.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useMay } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import { useCalling } from './calling.ts'
import { HelpButtons } from './help-buttons.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { JobPicture } from './picture.tsx'

type Answer = 'notPrinted' | 'half' | 'notFound'
const answers: readonly { readonly answer: Answer; readonly key: string; readonly mark: Mark }[] = [
  { answer: 'notPrinted', key: '2', mark: 'missing' },
  { answer: 'half', key: '3', mark: 'device' },
  { answer: 'notFound', key: '4', mark: 'doubt' },
]

/** One label whose fate nobody saw: scanning it is the surest of four answers. */
export function DoubtScreen({ state, open, leave }: ScreenProps) {
  const { t } = useWords()
  const may = useMay()
  const call = useCall(client.line.answerDoubt)
  const calling = useCalling((current) => current.who)
  const doubt = state.doubt
  const settle = (answer: Answer): void => {
    if (doubt !== null && may('line.run')) void call.run({ jobId: state.job.id, label: doubt.label, answer })
  }
  useScan({
    digit: (key) => {
      const chosen = answers.find((one) => one.key === key)
      if (chosen !== undefined) settle(chosen.answer)
    },
  })
  if (doubt === null) return null
  const { job, counts } = state
  return (
    <LinePage
      tone="doubt"
      bar={<JobBar state={state} back={leave} cut="var(--doubt-dark)" />}
      actions={
        <ActionBar
          main={
            <span className="note">
              <b>{t('doubt.rest', { n: Math.max(0, state.total - doubt.count) })}</b>
              <span className="soft">{t('doubt.restNote', { good: counts.good, waiting: Math.max(0, counts.waiting - doubt.count) })}</span>
            </span>
          }
        >
          <HelpButtons who="inspector" calling={calling} />
          <LineButton icon="book" onPress={() => open('story')} id="story">
            {t('doubt.story')}
          </LineButton>
        </ActionBar>
      }
    >
      <div className="split trouble">
        <section className="col fault-field">
          <VerdictField mark="doubt" word={t('doubt.title', { n: doubt.count })} />
          <div className="where-it-stopped">
            <b>{t('doubt.ask', { n: doubt.ordinal })}</b>
            <p>{t(`doubt.why.${doubt.why}`, { time: secondOf(doubt.at) })}</p>
            <p>{t('doubt.noReceipt')}</p>
          </div>
          <div className="row fault-label">
            <JobPicture label={doubt.label} width="14.25rem" maxHeight="8.5rem" padding="0.375rem" />
            <div className="others">
              <p>{t(doubt.serial === null ? 'doubt.lot' : 'doubt.serial')}</p>
              <b className="mono look-for">{doubt.serial ?? job.lot}</b>
              {doubt.serial === null ? null : <p>{t('doubt.tail', { tail: doubt.serial.slice(-4) })}</p>}
            </div>
          </div>
        </section>
        <section className="card what-to-do">
          <p className="lead">{t('doubt.choose')}</p>
          <ErrorList problems={call.problems} />
          <div className="answers">
            <div className="answer best">
              <Icon name="scan" />
              <span className="grow">
                <b>{t('doubt.scan')}</b>
                <span className="soft">{t('doubt.scanNote')}</span>
              </span>
            </div>
            {answers.map(({ answer, key, mark }) => (
              <button
                key={answer}
                type="button"
                className="answer"
                disabled={call.busy || !may('line.run')}
                aria-keyshortcuts={key}
                onClick={() => settle(answer)}
                data-testid={`doubt-${answer}`}
              >
                <VerdictMark mark={mark} colour="var(--ink)" />
                <span className="grow">
                  <b>{t(`doubt.${answer}`)}</b>
                  <span className="soft">{t(`doubt.${answer}Note`, { n: doubt.ordinal })}</span>
                </span>
                <span className="key" aria-hidden="true">
                  {key}
                </span>
              </button>
            ))}
          </div>
        </section>
      </div>
      <Tape cells={state.tape} />
    </LinePage>
  )
}
