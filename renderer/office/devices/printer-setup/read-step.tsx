import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { ErrorList } from '../../../design/error-list.tsx'
import { secondOf } from '../../../design/format.ts'
import { Icon } from '../../../design/icon.tsx'
import { VerdictMark } from '../../../design/verdict-mark.tsx'
import { useWords } from '../../../station/words.ts'
import type { PrinterInput } from '../device-values.ts'
import type { TrialPrinting } from './print-step.tsx'
import { Note } from './state-note.tsx'
import { TrialLabel } from './trial-label.tsx'
import { TriedNote } from './tried-note.tsx'
import type { TrialRead } from './use-trial-reads.ts'
import { Card, WizardForm } from './wizard-form.tsx'

/** Step 4: the label that came out is scanned; only that shows that what it prints can be read. */
export function ReadStep({
  printer,
  printing,
  last,
  proved,
  onBack,
  onNext,
}: {
  readonly printer: PrinterInput
  readonly printing: TrialPrinting
  readonly last: TrialRead | null
  /** The read of the trial label, once there was one. */
  readonly proved: TrialRead | null
  readonly onBack: () => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const next = useRef<HTMLButtonElement>(null)
  const isProved = proved !== null
  useEffect(() => {
    if (isProved) next.current?.focus()
  }, [isProved])
  const by = (read: TrialRead): string => read.scanner ?? t('printerSetup.keyboard')
  return (
    <WizardForm name={t('printerSetup.step.read')} onNext={() => isProved && onNext()}>
      <Card
        title={t('printerSetup.scanThis')}
        foot={
          <Button icon={<Icon name="printer" />} onClick={printing.print}>
            {t(printing.busy ? 'printerSetup.printing' : 'printerSetup.printAgain')}
          </Button>
        }
      >
        <TrialLabel name={printer.name} dpi={printer.dpi} />
        <p className="soft">{t('printerSetup.scanThisWords')}</p>
        <p className="soft">{t('printerSetup.fixedReader')}</p>
        <ErrorList problems={printing.problems} />
        {printing.tried === null || printing.tried.ok || printing.busy ? null : <TriedNote tried={printing.tried} />}
      </Card>
      <Card
        title={t('printerSetup.heard')}
        tag={
          isProved ? (
            <span className="tag pass">
              <VerdictMark mark="pass" />
              {t('printerSetup.provedTag')}
            </span>
          ) : null
        }
        foot={
          <>
            <span className="grow softer">{isProved ? '' : t('printerSetup.skipMeans')}</span>
            <Button onClick={onBack}>{t('printerSetup.back')}</Button>
            {isProved ? null : <Button onClick={onNext}>{t('printerSetup.skip')}</Button>}
            <Button type="primary" htmlType="submit" ref={next} disabled={!isProved}>
              {t('printerSetup.next')}
            </Button>
          </>
        }
      >
        {isProved ? (
          <Note tone="pass" title={t('printerSetup.proved')}>
            {t('printerSetup.provedBy', { scanner: by(proved), at: secondOf(proved.at) })}
          </Note>
        ) : null}
        {last !== null && !last.trial ? (
          <Note tone="fail" title={t('printerSetup.other')}>
            {t('printerSetup.other.do', { scanner: by(last) })}
          </Note>
        ) : null}
        {last === null ? null : (
          <dl className="setup-facts">
            <dt>{t('printerSetup.content')}</dt>
            <dd className="mono">{shown(last.raw)}</dd>
          </dl>
        )}
        {last === null && !isProved ? (
          <div className="empty" role="status">
            <VerdictMark mark="waiting" style={{ width: 48, height: 48 }} />
            <p>{t('printerSetup.waiting')}</p>
          </div>
        ) : null}
      </Card>
    </WizardForm>
  )
}

const longest = 120

/** A read as text: control bytes as their signs, no longer than a few lines. */
const shown = (raw: string): string =>
  [...raw.slice(0, longest)].map((one) => (one < ' ' ? String.fromCodePoint(0x2400 + one.charCodeAt(0)) : one)).join('') +
  (raw.length > longest ? '…' : '')
