import { Input, Select, Switch } from 'antd'
import { useState } from 'react'
import { type PrinterLanguage, type PrinterMedia, printerLanguages, printerMedia } from '../../../shared/printing.ts'
import { type ScanDelimiter, type ScanFormat, scanDelimiters } from '../../../shared/scanning.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { ByteStrip } from '../../design/byte-strip.tsx'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { PrinterConnectionFields, ScannerConnectionFields } from './connection-fields.tsx'
import type { PrinterInput, ScannerInput } from './device-values.ts'

export interface FieldsProps<Value> {
  readonly value: Value
  readonly of: (field: string) => readonly Problem[]
  readonly onChange: (part: Partial<Value>) => void
}

type Figure = 'widthMm' | 'darkness' | 'speed' | 'offsetXMm' | 'offsetYMm'
const limits: Readonly<Record<Figure, readonly [number, number, number]>> = {
  widthMm: [10, 220, 1],
  darkness: [0, 30, 0],
  speed: [1, 14, 0],
  offsetXMm: [-20, 20, 1],
  offsetYMm: [-20, 20, 1],
}

/** Languages whose own symbols carry FNC1. */
const nativeLanguages: ReadonlySet<PrinterLanguage> = new Set(['zpl', 'tspl'])

export function PrinterFields({ value, of, onChange }: FieldsProps<PrinterInput>) {
  const { t } = useWords()
  const figure = (name: Figure) => {
    const [min, max, precision] = limits[name]
    return (
      <NumberField
        label={t(`office.dev.${name}`)}
        problems={of(name)}
        help={t('office.dev.range', { min, max })}
        min={min}
        max={max}
        precision={precision}
        value={value[name]}
        onChange={(given) => onChange({ [name]: given ?? min })}
      />
    )
  }
  return (
    <>
      <Name value={value.name} of={of} onChange={onChange} />
      <PrinterConnectionFields value={value.connection} of={of} onChange={(connection) => onChange({ connection })} />
      <Field label={t('office.dev.language')} problems={of('language')} help={t('office.dev.languageHelp')}>
        {(control) => (
          <Select
            {...control}
            value={value.language}
            options={printerLanguages.map((language) => ({ value: language, label: t(`office.printerLanguage.${language}`) }))}
            onChange={(language: PrinterLanguage) => onChange({ language })}
          />
        )}
      </Field>
      <Field label={t('office.dev.media')} problems={of('media')}>
        {(control) => (
          <Select
            {...control}
            value={value.media}
            options={printerMedia.map((media) => ({ value: media, label: t(`office.media.${media}`) }))}
            onChange={(media: PrinterMedia) => onChange({ media })}
          />
        )}
      </Field>
      <Field label={t('office.dev.dpi')} problems={of('dpi')} help={t('office.dev.dpiHelp')}>
        {(control) => (
          <Select
            {...control}
            value={value.dpi}
            options={([203, 300, 600] as const).map((dpi) => ({ value: dpi, label: `${dpi} dpi` }))}
            onChange={(dpi: PrinterInput['dpi']) => onChange({ dpi })}
          />
        )}
      </Field>
      {figure('widthMm')}
      {figure('darkness')}
      {figure('speed')}
      {figure('offsetXMm')}
      {figure('offsetYMm')}
      {nativeLanguages.has(value.language) ? (
        <Field label={t('office.dev.native')} help={t('office.dev.nativeHelp')} full>
          {({ status: _status, ...control }) => (
            <Switch {...control} checked={value.nativeSymbol} onChange={(nativeSymbol) => onChange({ nativeSymbol })} />
          )}
        </Field>
      ) : null}
      <CalibrationFields value={value} of={of} onChange={onChange} />
    </>
  )
}

export function ScannerFields({ value, of, onChange }: FieldsProps<ScannerInput>) {
  const { t } = useWords()
  const [tried, setTried] = useState('')
  const { format } = value
  const setFormat = (part: Partial<ScanFormat>): void => {
    onChange({ format: { ...format, ...part } })
  }
  const lines = value.connection.kind === 'tcp' || value.connection.kind === 'tcpServer' || value.connection.kind === 'serial'
  return (
    <>
      <Name value={value.name} of={of} onChange={onChange} />
      <ScannerConnectionFields value={value.connection} of={of} onChange={(connection) => onChange({ connection })} />
      {value.connection.kind === 'wedge' ? (
        <Field label={t('office.dev.try')} help={t('office.dev.tryHelp')} full>
          {({ status: _status, ...control }) => (
            <Input {...control} className="mono" data-scan="keep" value={tried} onChange={(event) => setTried(event.target.value)} />
          )}
        </Field>
      ) : null}
      <Field label={t('office.dev.gs')} problems={of('gsSubstitute')} help={t('office.dev.gsHelp')} full>
        {(control) => (
          <Input
            {...control}
            className="mono"
            maxLength={4}
            value={format.gsSubstitute}
            onChange={(event) => setFormat({ gsSubstitute: event.target.value })}
          />
        )}
      </Field>
      {tried === '' || value.connection.kind !== 'wedge' ? null : (
        <div className="full">
          <ByteStrip text={tried} name={t('office.dev.try')} />
        </div>
      )}
      {lines ? (
        <>
          <Field label={t('office.dev.delimiter')} problems={of('delimiter')}>
            {(control) => (
              <Select
                {...control}
                value={format.delimiter}
                options={scanDelimiters.map((delimiter) => ({ value: delimiter, label: t(`office.delimiter.${delimiter}`) }))}
                onChange={(delimiter: ScanDelimiter) => setFormat({ delimiter })}
              />
            )}
          </Field>
          <Field label={t('office.dev.trigger')} problems={of('trigger')} help={t('office.dev.triggerHelp')}>
            {(control) => (
              <Input
                {...control}
                className="mono"
                maxLength={60}
                value={format.trigger}
                onChange={(event) => setFormat({ trigger: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('office.dev.pattern')} problems={of('pattern')} help={t('office.dev.patternHelp')} full>
            {(control) => (
              <Input
                {...control}
                className="mono"
                maxLength={400}
                value={format.pattern}
                onChange={(event) => setFormat({ pattern: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('office.dev.noRead')} problems={of('noRead')} help={t('office.dev.noReadHelp')} full>
            {(control) => (
              <Input
                {...control}
                className="mono"
                value={format.noRead.join(' ')}
                onChange={(event) => setFormat({ noRead: event.target.value.split(' ').slice(0, 8) })}
              />
            )}
          </Field>
        </>
      ) : null}
      <CalibrationFields value={value} of={of} onChange={onChange} />
    </>
  )
}

function Name({
  value,
  of,
  onChange,
}: {
  readonly value: string
  readonly of: FieldsProps<string>['of']
  readonly onChange: (part: { name: string }) => void
}) {
  const { t } = useWords()
  return (
    <Field label={t('office.dev.name')} problems={of('name')} full>
      {(control) => <Input {...control} maxLength={40} value={value} onChange={(event) => onChange({ name: event.target.value })} />}
    </Field>
  )
}

interface CalibrationValue {
  readonly calibratedOn: string | null
  readonly calibrationDays: number
}

/** When the device was last calibrated, and how long that holds. */
export function CalibrationFields({ value, of, onChange }: FieldsProps<CalibrationValue>) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('office.dev.calibratedOn')} problems={of('calibratedOn')}>
        {({ status: _status, ...control }) => (
          <Input
            {...control}
            type="date"
            value={value.calibratedOn ?? ''}
            onChange={(event) => onChange({ calibratedOn: event.target.value === '' ? null : event.target.value })}
          />
        )}
      </Field>
      <NumberField
        label={t('office.dev.calibrationDays')}
        problems={of('calibrationDays')}
        help={t('office.dev.calibrationDaysHelp')}
        min={0}
        max={3660}
        value={value.calibrationDays}
        onChange={(days) => onChange({ calibrationDays: days ?? 0 })}
      />
    </>
  )
}
