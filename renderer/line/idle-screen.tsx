import { useState } from 'react'
import { isWord } from '../../shared/i18n/index.ts'
import { client } from '../client.ts'
import { ActionBar } from '../design/action-bar.tsx'
import { ErrorList } from '../design/error-list.tsx'
import { amount, minutesOf } from '../design/format.ts'
import { LabelPicture } from '../design/label-picture.tsx'
import { LineButton } from '../design/line-button.tsx'
import { LinePage } from '../design/line-page.tsx'
import { Tape } from '../design/tape.tsx'
import { VerdictMark } from '../design/verdict-mark.tsx'
import { useScan } from '../scan/use-scan.ts'
import { useMay, useOverview } from '../station/overview.ts'
import { useCall } from '../station/use-call.ts'
import { useWords } from '../station/words.ts'
import { JobBar } from './bar.tsx'
import { Checks } from './checks.tsx'
import type { ScreenProps } from './line-screen.tsx'

/** Before the first label: what it will look like, the figures of the order, and what must be right. */
export function IdleScreen({ state, opened, open, leave }: ScreenProps) {
  const { t } = useWords()
  const { mode } = useOverview()
  const may = useMay()
  const start = useCall(client.line.start)
  const test = useCall(client.line.testPrint)
  const [tested, setTested] = useState<{ readonly ok: boolean; readonly code: string } | null>(null)
  const blocked = opened.conditions.filter(({ state: how }) => how === 'blocked').length
  const ready = blocked === 0 && may('line.run')
  const begin = (): void => void start.run({ jobId: state.job.id })
  useScan({ keys: ready ? { F2: begin, Escape: leave } : { Escape: leave } })
  return (
    <LinePage
      bar={<JobBar state={state} back={leave} />}
      actions={
        <ActionBar
          main={
            ready ? (
              <>
                <LineButton look="primary" icon="play" keyName="F2" onPress={begin} disabled={start.busy} id="start">
                  {t('line.start')}
                </LineButton>
                <span className="hint">{t('line.startHint')}</span>
              </>
            ) : (
              <span className="note">
                <b>{may('line.run') ? t('idle.blocked', { n: blocked }) : t('line.watchOnly')}</b>
              </span>
            )
          }
        >
          {may('line.run') && !state.job.verifyOnly ? (
            <LineButton
              icon="printer"
              onPress={() => void test.run({ jobId: state.job.id }).then((answer) => setTested(answer ?? null))}
              disabled={test.busy}
              id="test-print"
            >
              {t(test.busy ? 'line.testing' : 'line.test')}
            </LineButton>
          ) : null}
          {may('line.run') ? (
            <LineButton icon="edit" onPress={() => open('total')}>
              {t('line.setTotal')}
            </LineButton>
          ) : null}
          {mode === 'training' ? (
            <LineButton icon="bell" onPress={() => open('training')}>
              {t('line.makeFault')}
            </LineButton>
          ) : (
            <LineButton icon="orders" onPress={leave}>
              {t('line.otherOrder')}
            </LineButton>
          )}
        </ActionBar>
      }
    >
      <div className="split">
        <FirstLabel state={state} opened={opened} />
        <section className="card">
          <h2>{t('idle.before')}</h2>
          <Checks conditions={opened.conditions} state={state} />
          <span className="grow" />
          {start.problems.length + test.problems.length > 0 ? (
            <ErrorList problems={[...start.problems, ...test.problems]} />
          ) : tested !== null ? (
            <p className="row test-said" role="status">
              <VerdictMark mark={tested.ok ? 'pass' : 'device'} />
              {tested.ok ? t('idle.testDone') : t('idle.testNot', { status: statusWord(t, tested.code) })}
            </p>
          ) : (
            <p className="small soft">
              {state.job.trace === 'serial' ? t('idle.footSerial') : null}
              {state.job.trace === 'serial' ? <br /> : null}
              {t('idle.footStop', { n: state.stopAfter })}
            </p>
          )}
        </section>
      </div>
      <Tape cells={state.tape} plain />
    </LinePage>
  )
}

function FirstLabel({ state, opened }: Pick<ScreenProps, 'state' | 'opened'>) {
  const { t } = useWords()
  const { first } = opened
  const { job } = state
  return (
    <section className="card">
      <div className="card-head">
        <h2>{job.verifyOnly ? t('idle.verifyOnly') : t('idle.title', { n: first?.ordinal ?? state.next })}</h2>
        {first === null ? null : (
          <span className="small soft nowrap">
            {t('idle.picture', { width: first.picture.widthMm, height: first.picture.heightMm, dpi: first.picture.dpi })}
          </span>
        )}
      </div>
      <div className="row first-label grow">
        {first === null ? (
          <p className="soft no-picture">{t(job.verifyOnly ? 'idle.verifyOnlyNote' : 'idle.noPicture')}</p>
        ) : (
          <LabelPicture raster={first.picture} width="26.25rem" maxHeight="17.5rem" name={t('label.picture')} />
        )}
        <dl className="first-facts">
          <dt>{t('field.lot')}</dt>
          <dd className="mono">{job.lot}</dd>
          <dt>{t('field.expires')}</dt>
          <dd>{job.expires}</dd>
          {first?.fields.serial == null ? null : (
            <>
              <dt>{t('idle.firstSerial')}</dt>
              <dd className="mono small-code">{first.fields.serial}</dd>
            </>
          )}
        </dl>
      </div>
      <dl className="figures">
        <Figure name={t('idle.todo')}>{t('idle.labels', { n: state.counts.left })}</Figure>
        {opened.secondsExpected === null ? null : <Figure name={t('idle.expected')}>{lengthWords(t, opened.secondsExpected)}</Figure>}
        {opened.poolLeft === null ? null : <Figure name={t('idle.poolLeft')}>{amount(opened.poolLeft)}</Figure>}
        <Figure name={t('idle.template')}>
          V{opened.template.version}{' '}
          <small className={opened.template.approved ? 'good' : 'bad'}>
            {t(opened.template.approved ? 'idle.approved' : 'idle.notApproved')}
          </small>
        </Figure>
      </dl>
    </section>
  )
}

/** A printer's state in words, from its code `printer.mediaOut`. */
function statusWord(t: ReturnType<typeof useWords>['t'], code: string): string {
  const key = `status.${code.split('.').at(-1) ?? ''}`
  return t(isWord(key) ? key : 'status.unknown')
}

function Figure({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <div className="stat">
      <dt className="soft">{name}</dt>
      <dd>
        <b>{children}</b>
      </dd>
    </div>
  )
}

/** Minutes and seconds in words; seconds alone under a minute. */
export function lengthWords(t: ReturnType<typeof useWords>['t'], seconds: number): string {
  const { minutes, seconds: rest } = minutesOf(seconds)
  return minutes === 0 ? t('time.sec', { sec: rest }) : t('time.minSec', { min: minutes, sec: rest })
}
