import { Button, Select } from 'antd'
import { type PrinterMedia, printerMedia } from '../../../../shared/printing.ts'
import type { Problem } from '../../../../shared/station-error.ts'
import { ErrorList } from '../../../design/error-list.tsx'
import { Icon } from '../../../design/icon.tsx'
import { useWords } from '../../../station/words.ts'
import { Field } from '../../parts/field.tsx'
import { NumberField } from '../../parts/number-field.tsx'
import { sortProblems } from '../../parts/problems.ts'
import { ThinBar } from '../../parts/thin-bar.tsx'
import type { PrinterInput } from '../device-values.ts'
import { knownDpi, type Seen, type Tried } from './draft.ts'
import { TrialLabel } from './trial-label.tsx'
import { TriedNote } from './tried-note.tsx'
import { Card, WizardForm } from './wizard-form.tsx'

/** What a step needs to print a trial label and say what became of it. */
export interface TrialPrinting {
  readonly busy: boolean
  readonly problems: readonly Problem[]
  readonly tried: Tried | null
  readonly print: () => void
}

/** Step 3: one label, with the settings that are asked for here. */
export function PrintStep({
  printer,
  seen,
  printing,
  onChange,
  onBack,
  onNext,
}: {
  readonly printer: PrinterInput
  readonly seen: Seen | null
  readonly printing: TrialPrinting
  readonly onChange: (part: Partial<PrinterInput>) => void
  readonly onBack: () => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const { busy, tried, print } = printing
  const sorted = sortProblems(printing.problems, ['dpi', 'widthMm', 'darkness', 'speed', 'media'])
  const printed = tried?.ok === true
  const told = knownDpi(seen?.dpi ?? null) !== null
  const figure = (name: 'widthMm' | 'darkness' | 'speed', min: number, max: number, precision = 0) => (
    <NumberField
      label={t(`office.dev.${name}`)}
      problems={sorted.of(name)}
      help={`${t(`printerSetup.${name}Help`)} ${t('office.dev.range', { min, max })}`}
      min={min}
      max={max}
      precision={precision}
      value={printer[name]}
      onChange={(given) => onChange({ [name]: given ?? min })}
    />
  )
  return (
    <WizardForm name={t('printerSetup.step.print')} onNext={() => (printed && !busy ? onNext() : print())}>
      <Card title={t('printerSetup.thisLabel')}>
        <TrialLabel name={printer.name} dpi={printer.dpi} />
        <p className="soft">{t('printerSetup.thisLabelWords')}</p>
      </Card>
      <Card
        title={t('printerSetup.printOne')}
        foot={
          <>
            <span className="grow softer">{t('printerSetup.noProduct')}</span>
            <Button onClick={onBack}>{t('printerSetup.back')}</Button>
            {printed ? (
              <Button icon={<Icon name="printer" />} onClick={print}>
                {t(busy ? 'printerSetup.printing' : 'printerSetup.printAgain')}
              </Button>
            ) : null}
            <Button type="primary" htmlType="submit" autoFocus>
              {t(
                printed
                  ? 'printerSetup.next'
                  : busy
                    ? 'printerSetup.printing'
                    : tried === null
                      ? 'printerSetup.print'
                      : 'printerSetup.printAgain',
              )}
            </Button>
          </>
        }
      >
        <ThinBar on={busy} label={t('printerSetup.printing')} />
        <ErrorList problems={sorted.rest} />
        <div className="form setup-form">
          <Field label={t('office.dev.media')} problems={sorted.of('media')} help={t('printerSetup.mediaHelp')}>
            {(control) => (
              <Select
                {...control}
                value={printer.media}
                options={printerMedia.map((media) => ({ value: media, label: t(`office.media.${media}`) }))}
                onChange={(media: PrinterMedia) => onChange({ media })}
              />
            )}
          </Field>
          {figure('widthMm', 10, 220, 1)}
          {figure('darkness', 0, 30)}
          {figure('speed', 1, 14)}
          <Field label={t('office.dev.dpi')} problems={sorted.of('dpi')} help={t(told ? 'printerSetup.dpiTold' : 'printerSetup.dpiHelp')}>
            {(control) => (
              <Select
                {...control}
                value={printer.dpi}
                options={([203, 300, 600] as const).map((dpi) => ({ value: dpi, label: `${dpi} dpi` }))}
                onChange={(dpi: PrinterInput['dpi']) => onChange({ dpi })}
              />
            )}
          </Field>
        </div>
        {tried === null || busy ? null : <TriedNote tried={tried} />}
      </Card>
    </WizardForm>
  )
}
