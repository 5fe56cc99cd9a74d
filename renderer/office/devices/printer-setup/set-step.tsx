import { Button, Input } from 'antd'
import type { Problem } from '../../../../shared/station-error.ts'
import { ErrorList } from '../../../design/error-list.tsx'
import { Icon } from '../../../design/icon.tsx'
import { VerdictMark } from '../../../design/verdict-mark.tsx'
import { useWords } from '../../../station/words.ts'
import { Field } from '../../parts/field.tsx'
import { NumberField } from '../../parts/number-field.tsx'
import { fault, sortProblems } from '../../parts/problems.ts'
import { ThinBar } from '../../parts/thin-bar.tsx'
import type { PrinterInput } from '../device-values.ts'
import type { TrialPrinting } from './print-step.tsx'
import { TrialLabel } from './trial-label.tsx'
import { TriedNote } from './tried-note.tsx'
import { Card, WizardForm } from './wizard-form.tsx'

/** White left of the frame and above it, as a person measured it on the last label, mm; null: not measured. */
export interface Measured {
  readonly left: number | null
  readonly top: number | null
}

/** Step 5: where the print lies and how dark it is, then a name. */
export function SetStep({
  printer,
  measured,
  tooFar,
  proved,
  printing,
  saving,
  onMeasured,
  onChange,
  onBack,
  onNext,
}: {
  /** With the offsets that the measured margins come to. */
  readonly printer: PrinterInput
  readonly measured: Measured
  readonly tooFar: { readonly left: boolean; readonly top: boolean }
  readonly proved: boolean
  readonly printing: TrialPrinting
  readonly saving: { readonly busy: boolean; readonly problems: readonly Problem[] }
  readonly onMeasured: (part: Partial<Measured>) => void
  readonly onChange: (part: Partial<PrinterInput>) => void
  readonly onBack: () => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const sorted = sortProblems(saving.problems, ['name', 'calibrationDays'])
  const margin = (side: 'left' | 'top', offset: number) => (
    <NumberField
      label={t(`printerSetup.margin.${side}`)}
      help={t('printerSetup.offsetNow', { offset: String(offset).replace('-', '−') })}
      problems={tooFar[side] ? [fault(side, 'printerSetup.tooFar')] : []}
      min={0}
      max={60}
      precision={1}
      value={measured[side]}
      onChange={(given) => onMeasured({ [side]: given })}
    />
  )
  return (
    <WizardForm name={t('printerSetup.step.set')} onNext={onNext}>
      <Card
        title={t('printerSetup.measure')}
        foot={
          <Button icon={<Icon name="printer" />} onClick={printing.print}>
            {t(printing.busy ? 'printerSetup.printing' : 'printerSetup.printAgain')}
          </Button>
        }
      >
        <TrialLabel name={printer.name} dpi={printer.dpi} measure />
        <p className="soft">{t('printerSetup.measureWords')}</p>
        <ErrorList problems={printing.problems} />
        {printing.tried === null || printing.busy ? null : <TriedNote tried={printing.tried} />}
      </Card>
      <Card
        title={t('printerSetup.calibrate')}
        tag={
          <span className={`tag ${proved ? 'pass' : 'warn'}`}>
            <VerdictMark mark={proved ? 'pass' : 'device'} />
            {t(proved ? 'printerSetup.provedTag' : 'printerSetup.unproved')}
          </span>
        }
        foot={
          <>
            <span className="grow softer">{t('printerSetup.dateMeans')}</span>
            <Button onClick={onBack}>{t('printerSetup.back')}</Button>
            <Button type="primary" htmlType="submit">
              {t(saving.busy ? 'printerSetup.saving' : 'printerSetup.enable')}
            </Button>
          </>
        }
      >
        <ThinBar on={saving.busy || printing.busy} label={t(saving.busy ? 'printerSetup.saving' : 'printerSetup.printing')} />
        <ErrorList problems={sorted.rest} />
        <div className="form setup-form">
          <h3>{t('printerSetup.place')}</h3>
          {margin('left', printer.offsetXMm)}
          {margin('top', printer.offsetYMm)}
          <h3>{t('office.dev.darkness')}</h3>
          <Darkness value={printer.darkness} onChange={(darkness) => onChange({ darkness })} />
          <h3>{t('printerSetup.nameIt')}</h3>
          <Field label={t('office.dev.name')} problems={sorted.of('name')}>
            {(control) => (
              <Input {...control} maxLength={40} value={printer.name} onChange={(event) => onChange({ name: event.target.value })} />
            )}
          </Field>
          <NumberField
            label={t('office.dev.calibrationDays')}
            help={t('office.dev.calibrationDaysHelp')}
            problems={sorted.of('calibrationDays')}
            min={0}
            max={3660}
            value={printer.calibrationDays}
            onChange={(days) => onChange({ calibrationDays: days ?? 0 })}
          />
        </div>
      </Card>
    </WizardForm>
  )
}

const [lightest, darkest] = [0, 30]

/** Darkness in steps of one: the print is looked at after each. */
function Darkness({ value, onChange }: { readonly value: number; readonly onChange: (value: number) => void }) {
  const { t } = useWords()
  return (
    <div className="full darkness">
      <Button aria-label={t('printerSetup.lighter')} disabled={value <= lightest} onClick={() => onChange(value - 1)}>
        −
      </Button>
      <output aria-label={t('office.dev.darkness')}>{value}</output>
      <Button aria-label={t('printerSetup.darker')} disabled={value >= darkest} onClick={() => onChange(value + 1)}>
        +
      </Button>
      <span className="softer">{t('printerSetup.darknessWords')}</span>
    </div>
  )
}
