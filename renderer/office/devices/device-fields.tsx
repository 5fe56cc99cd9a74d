import { Input, Select } from 'antd'
import { useState } from 'react'
import { defaultProfile, type PrinterLanguage, type PrinterMedia, printerLanguages, printerMedia } from '../../../shared/printing.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { ByteStrip } from '../../design/byte-strip.tsx'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import type { PrinterInput, ScannerInput } from './device-values.ts'

interface FieldsProps<Value> {
  readonly value: Value
  readonly of: (field: string) => readonly Problem[]
  readonly onChange: (part: Partial<Value>) => void
}

type Figure = 'port' | 'widthMm' | 'darkness' | 'speed' | 'offsetXMm' | 'offsetYMm'
const limits: Readonly<Record<Figure, readonly [number, number, number]>> = {
  port: [1, 65535, 0],
  widthMm: [10, 220, 1],
  darkness: [0, 30, 0],
  speed: [1, 14, 0],
  offsetXMm: [-20, 20, 1],
  offsetYMm: [-20, 20, 1],
}

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
      <Host value={value.host} of={of} onChange={onChange} />
      {figure('port')}
      <Field label={t('office.dev.language')} problems={of('language')} help={t('office.dev.languageHelp')}>
        {(control) => (
          <Select
            {...control}
            value={value.language ?? defaultProfile.language}
            options={printerLanguages.map((language) => ({ value: language, label: t(`office.printerLanguage.${language}`) }))}
            onChange={(language: PrinterLanguage) => onChange({ language })}
          />
        )}
      </Field>
      <Field label={t('office.dev.media')} problems={of('media')}>
        {(control) => (
          <Select
            {...control}
            value={value.media ?? defaultProfile.media}
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
    </>
  )
}

export function ScannerFields({ value, of, onChange }: FieldsProps<ScannerInput>) {
  const { t } = useWords()
  const [tried, setTried] = useState('')
  return (
    <>
      <Name value={value.name} of={of} onChange={onChange} />
      <Field label={t('office.dev.kind')} problems={of('kind')} help={t(`office.scanner.${value.kind}.help`)} full>
        {(control) => (
          <Select
            {...control}
            value={value.kind}
            options={(['tcp', 'wedge'] as const).map((kind) => ({ value: kind, label: t(`office.scanner.${kind}`) }))}
            onChange={(kind: ScannerInput['kind']) => onChange({ kind })}
          />
        )}
      </Field>
      {value.kind === 'tcp' ? (
        <>
          <Host value={value.host} of={of} onChange={onChange} />
          <NumberField
            label={t('office.dev.port')}
            problems={of('port')}
            min={1}
            max={65535}
            value={value.port}
            onChange={(port) => onChange({ port: port ?? 2001 })}
          />
        </>
      ) : (
        <Field label={t('office.dev.try')} help={t('office.dev.tryHelp')} full>
          {({ status: _status, ...control }) => (
            <Input {...control} className="mono" data-scan="keep" value={tried} onChange={(event) => setTried(event.target.value)} />
          )}
        </Field>
      )}
      <Field label={t('office.dev.gs')} problems={of('gsSubstitute')} help={t('office.dev.gsHelp')} full={value.kind === 'wedge'}>
        {(control) => (
          <Input
            {...control}
            className="mono"
            maxLength={4}
            value={value.gsSubstitute}
            onChange={(event) => onChange({ gsSubstitute: event.target.value })}
          />
        )}
      </Field>
      {tried === '' || value.kind === 'tcp' ? null : (
        <div className="full">
          <ByteStrip text={tried} name={t('office.dev.try')} />
        </div>
      )}
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

function Host({
  value,
  of,
  onChange,
}: {
  readonly value: string
  readonly of: FieldsProps<string>['of']
  readonly onChange: (part: { host: string }) => void
}) {
  const { t } = useWords()
  return (
    <Field label={t('office.dev.host')} problems={of('host')} help={t('office.dev.hostHelp')}>
      {(control) => (
        <Input
          {...control}
          className="mono"
          maxLength={120}
          value={value}
          onChange={(event) => onChange({ host: event.target.value.trim() })}
        />
      )}
    </Field>
  )
}
