import { Button, Select } from 'antd'
import { useEffect, useRef } from 'react'
import { type PrinterConnection, type PrinterLanguage, printerLanguages, printerNames } from '../../../../shared/printing.ts'
import { ErrorList } from '../../../design/error-list.tsx'
import { Icon } from '../../../design/icon.tsx'
import { VerdictMark } from '../../../design/verdict-mark.tsx'
import { useOverview } from '../../../station/overview.ts'
import { useWords } from '../../../station/words.ts'
import { Field } from '../../parts/field.tsx'
import { ThinBar } from '../../parts/thin-bar.tsx'
import { bestEvidence, knownDpi, mayGoOn, type Seen } from './draft.ts'
import { Note, StateNote } from './state-note.tsx'
import { useAsking } from './use-asking.ts'
import { Card, WizardForm } from './wizard-form.tsx'

/** Step 2: who it is, and what it will say of its labels. */
export function KnowStep({
  connection,
  language,
  seen,
  ask,
  onLanguage,
  onSeen,
  onBack,
  onNext,
}: {
  readonly connection: PrinterConnection
  readonly language: PrinterLanguage
  readonly seen: Seen | null
  /** The language is more than a guess, so asking prints nothing: it is asked at once. */
  readonly ask: boolean
  readonly onLanguage: (language: PrinterLanguage) => void
  readonly onSeen: (seen: Seen) => void
  readonly onBack: () => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const { mode } = useOverview()
  const asking = useAsking(onSeen)
  const atOnce = useRef(ask && seen === null)
  useEffect(() => {
    if (atOnce.current) asking.see(connection, language)
    atOnce.current = false
  }, [asking, connection, language])
  const ready = seen !== null && mayGoOn(seen, mode)
  const busy = asking.busy
  return (
    <WizardForm
      name={t('printerSetup.step.know')}
      onNext={() => {
        if (busy !== null) return
        if (ready) onNext()
        else asking.see(connection, language)
      }}
    >
      <Card
        title={t('printerSetup.speaks')}
        foot={
          busy !== null && busy !== 'see' ? (
            <Button onClick={asking.stop}>{t('printerSetup.stop')}</Button>
          ) : (
            <Button icon={<Icon name="search" />} onClick={() => busy === null && asking.detect(connection)}>
              {t('printerSetup.detect')}
            </Button>
          )
        }
      >
        <Field label={t('office.dev.language')} help={t('printerSetup.languageHelp')}>
          {(control) => (
            <Select
              {...control}
              value={language}
              disabled={busy !== null}
              options={printerLanguages.map((known) => ({ value: known, label: t(`office.printerLanguage.${known}`) }))}
              onChange={onLanguage}
            />
          )}
        </Field>
        <Note tone="warn" title={t('printerSetup.detectTitle')}>
          {t('printerSetup.detectWords')}
        </Note>
      </Card>
      <Card
        title={t('printerSetup.answer')}
        tag={seen === null || busy !== null ? null : <AnswerTag seen={seen} />}
        foot={
          <>
            <span className="grow" />
            <Button onClick={onBack}>{t('printerSetup.back')}</Button>
            {ready && busy === null ? <Button onClick={() => asking.see(connection, language)}>{t('printerSetup.askAgain')}</Button> : null}
            <Button type="primary" htmlType="submit" autoFocus>
              {busy !== null
                ? t('printerSetup.asking')
                : t(ready ? 'printerSetup.next' : seen === null ? 'printerSetup.ask' : 'printerSetup.askAgain')}
            </Button>
          </>
        }
      >
        <ThinBar on={busy !== null} label={t('printerSetup.asking')} />
        <ErrorList problems={asking.problems} />
        {busy !== null ? (
          <p className="empty" role="status">
            {busy === 'see' || busy.trying === null
              ? t('printerSetup.askingIn', { language: printerNames[language] })
              : t('printerSetup.trying', { n: busy.n, of: busy.of, language: printerNames[busy.trying] })}
          </p>
        ) : asking.none ? (
          <Note tone="warn" title={t('printerSetup.none')}>
            {t('printerSetup.none.do')}
          </Note>
        ) : seen === null ? (
          asking.problems.length > 0 ? null : (
            <p className="empty">{t('printerSetup.notAsked')}</p>
          )
        ) : (
          <Answer seen={seen} production={mode === 'production'} />
        )}
      </Card>
    </WizardForm>
  )
}

const unreached: ReadonlySet<string> = new Set(['linkLost', 'denied', 'busy'])

function AnswerTag({ seen: { answers, code } }: { readonly seen: Seen }) {
  const { t } = useWords()
  if (unreached.has(code) || code === 'wrongLanguage' || answers === 'unknown') return null
  return (
    <span className={`tag ${answers === 'none' ? 'warn' : 'pass'}`}>
      <VerdictMark mark={answers === 'none' ? 'device' : 'pass'} />
      {t(`printerSetup.answers.${answers}`)}
    </span>
  )
}

function Answer({ seen, production }: { readonly seen: Seen; readonly production: boolean }) {
  const { t } = useWords()
  const { code, language, model, firmware, dpi, answers, virtual } = seen
  if (unreached.has(code)) return <StateNote code={code} tone="fail" />
  if (code === 'wrongLanguage')
    return (
      <Note tone="fail" title={t('printerSetup.wrong', { language: printerNames[language] })}>
        {t('printerSetup.wrong.do')}
      </Note>
    )
  const told = knownDpi(dpi)
  return (
    <>
      {virtual && production ? (
        <Note tone="fail" title={t('printerSetup.virtual')}>
          {t('printerSetup.virtual.do')}
        </Note>
      ) : null}
      <dl className="setup-facts">
        <dt>{t('printerSetup.model')}</dt>
        <dd>{model === null || model === '' ? t('printerSetup.notTold') : model}</dd>
        <dt>{t('printerSetup.firmware')}</dt>
        <dd>{firmware === null || firmware === '' ? t('printerSetup.notTold') : firmware}</dd>
        <dt>{t('office.dev.dpi')}</dt>
        <dd>
          {dpi === null
            ? t('printerSetup.dpiNotTold')
            : told === null
              ? t('printerSetup.dpiUnknown', { dpi })
              : t('printerSetup.dpiTaken', { dpi })}
        </dd>
        <dt>{t('office.dev.language')}</dt>
        <dd>{printerNames[language]}</dd>
        <dt>{t('printerSetup.answersAre')}</dt>
        <dd>{t(`printerSetup.answers.${answers}.means`)}</dd>
        <dt>{t('printerSetup.best')}</dt>
        <dd>{t(`office.evidence.${bestEvidence(seen)}`)}</dd>
      </dl>
      {code === 'ready' ? null : <StateNote code={code} tone="warn" />}
    </>
  )
}
