import { useEffect, useState } from 'react'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { amount, timeOf } from '../design/format.ts'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { type Step, Steps123 } from '../design/steps.tsx'
import { Tape } from '../design/tape.tsx'
import { VerdictField } from '../design/verdict-field.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useNow } from '../station/clock.ts'
import { useMay } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import { useCalling } from './calling.ts'
import { HelpButtons } from './help-buttons.tsx'
import { lengthWords } from './idle-screen.tsx'
import type { ScreenProps } from './line-screen.tsx'
import { JobPicture } from './picture.tsx'

type Answer = 'half' | 'notPrinted' | 'whole'
const answers: readonly Answer[] = ['half', 'notPrinted', 'whole']

/** The printer stopped: where exactly, what is safe, and the steps that tick themselves until it can go on. */
export function TroubleScreen({ state, leave }: ScreenProps) {
  const { t } = useWords()
  const may = useMay()
  const now = useNow()
  const trouble = state.trouble
  const jobId = state.job.id
  const [answer, setAnswer] = useState<Answer | null>(null)
  const [skipped, setSkipped] = useState(false)
  const clearedAt = useFirstTrue(trouble?.cleared === true)
  const oldRoll = useState(trouble?.roll ?? null)[0]
  const finish = useCall(client.line.answerTrouble)
  const roll = useCall(client.line.roll)
  const calling = useCalling((current) => current.who)
  const wantsRoll = trouble?.status === 'mediaOut'
  const rolled = !wantsRoll || skipped || (trouble?.roll ?? null) !== oldRoll
  const asks = trouble !== null && trouble.label !== null && trouble.ordinal !== null
  const ready = trouble?.cleared === true && rolled && (!asks || answer !== null)
  const goOn = (): void => {
    if (ready) void finish.run({ jobId, answer: answer ?? 'whole' })
  }
  useScan({
    keys: may('line.run') && ready ? { F2: goOn } : {},
    ...(wantsRoll && !rolled
      ? {
          scan: ({ text, imeSeen }) =>
            void (isRoll(text)
              ? roll.run({ jobId, lot: text.slice(0, 40) })
              : client.line.scan({ key: crypto.randomUUID(), jobId, raw: text, imeSeen }).catch(() => undefined)),
        }
      : {}),
  })
  if (trouble === null) return null
  const at = trouble.ordinal ?? state.next
  const steps: Step[] = [
    {
      title: t(`trouble.mend.${trouble.status}`),
      note: trouble.cleared ? t('trouble.mended', { time: timeOf(clearedAt ?? now) }) : t('trouble.mendWait'),
      state: trouble.cleared ? 'done' : 'now',
    },
    ...(wantsRoll ? [rollStep()] : []),
    ...(asks ? [askStep()] : []),
  ]
  function rollStep(): Step {
    if (rolled)
      return {
        title: t('trouble.roll'),
        note: skipped ? t('trouble.rollSkipped') : t('trouble.rollDone', { roll: trouble?.roll ?? '' }),
        state: 'done',
      }
    return {
      title: t('trouble.roll'),
      state: trouble?.cleared === true ? 'now' : 'later',
      children: (
        <div className="row step-line">
          <p className="grow">{t('trouble.rollWait')}</p>
          <LineButton size="small" onPress={() => setSkipped(true)} id="no-roll">
            {t('trouble.rollNone')}
          </LineButton>
        </div>
      ),
    }
  }
  function askStep(): Step {
    return {
      title: t('trouble.how', { n: at }),
      state: trouble?.cleared === true && rolled ? 'now' : 'later',
      children: (
        <>
          <fieldset className="choices" aria-label={t('trouble.how', { n: at })}>
            {answers.map((one) => (
              <LineButton key={one} pressed={answer === one} onPress={() => setAnswer(one)} id={`answer-${one}`}>
                {t(`trouble.${one}`)}
              </LineButton>
            ))}
          </fieldset>
          {answer === null ? null : <p>{t(`trouble.${answer}Note`, { n: at })}</p>}
        </>
      ),
    }
  }
  return (
    <LinePage
      tone="warn"
      bar={<JobBar state={state} back={leave} />}
      actions={
        <ActionBar
          main={
            <span className="note">
              <b>{t('trouble.since', { time: lengthWords(t, Math.max(0, (now - trouble.since) / 1000)) })}</b>
              <span className="soft">{t('trouble.noneLost')}</span>
            </span>
          }
        >
          <HelpButtons who="repair" calling={calling} />
        </ActionBar>
      }
    >
      <div className="split trouble">
        <section className="col fault-field">
          <VerdictField mark="device" word={t(`trouble.${trouble.status}`)} />
          <div className="where-it-stopped">
            <b>{asks ? t('trouble.at', { n: at }) : t('trouble.between', { n: at })}</b>
            <p>{trouble.printed > 0 ? t('trouble.before', { n: trouble.printed }) : t('trouble.beforeNone')}</p>
            <p>{asks ? t('trouble.partly', { n: at }) : t('trouble.nothing')}</p>
          </div>
          <div className="row fault-label">
            <JobPicture label={trouble.label} width="14.25rem" maxHeight="8.5rem" padding="0.375rem" />
            <div className="others">
              <p>{t('trouble.good', { n: state.counts.good })}</p>
              <p>
                {trouble.waiting.length === 0
                  ? t('trouble.waitingNone')
                  : t('trouble.waiting', { n: trouble.waiting.length, list: trouble.waiting.slice(0, 6).map(amount).join('、') })}
              </p>
            </div>
          </div>
        </section>
        <section className="card what-to-do">
          <Steps123 steps={steps} />
          <span className="grow" />
          <ErrorList problems={[...finish.problems, ...roll.problems]} />
          {may('line.run') ? (
            <LineButton look="ink" size="big" icon="play" keyName="F2" onPress={goOn} disabled={!ready || finish.busy} id="trouble-over">
              {t('trouble.goOn', { n: at })}
            </LineButton>
          ) : null}
        </section>
      </div>
      <Tape cells={state.tape} />
    </LinePage>
  )
}

/** A number on a roll begins like no label of ours and no command card. */
const isRoll = (text: string): boolean => !/^(\].\d)?(!SGN|\(?01\)?\d{14})/.test(text)

/** When a condition was first seen true. */
function useFirstTrue(condition: boolean): number | null {
  const [at, setAt] = useState<number | null>(null)
  useEffect(() => setAt((before) => (condition ? (before ?? Date.now()) : null)), [condition])
  return at
}
