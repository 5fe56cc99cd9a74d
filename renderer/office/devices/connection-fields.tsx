import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { baudRates, type PrinterConnection, type PrinterConnectionKind, type SerialFlow, serialFlows } from '../../../shared/printing.ts'
import type { ScannerConnection, ScannerConnectionKind } from '../../../shared/scanning.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import type { FoundDevice } from './device-values.ts'

interface ConnectionProps<Connection> {
  readonly value: Connection
  readonly of: (field: string) => readonly Problem[]
  readonly onChange: (connection: Connection) => void
}

const printerKinds = ['tcp', 'usb', 'serial', 'queue'] as const satisfies readonly PrinterConnectionKind[]
const scannerKinds = ['hidpos', 'serial', 'tcp', 'tcpServer', 'wedge'] as const satisfies readonly ScannerConnectionKind[]

const newPrinterConnection: Readonly<Record<PrinterConnectionKind, PrinterConnection>> = {
  tcp: { kind: 'tcp', host: '', port: 9100 },
  usb: { kind: 'usb', device: '' },
  serial: { kind: 'serial', path: '', baud: 9_600, flow: 'none' },
  queue: { kind: 'queue', queue: '' },
}
const newScannerConnection: Readonly<Record<ScannerConnectionKind, ScannerConnection>> = {
  hidpos: { kind: 'hidpos', device: '' },
  serial: { kind: 'serial', path: '', baud: 9_600 },
  tcp: { kind: 'tcp', host: '', port: 2001 },
  tcpServer: { kind: 'tcpServer', address: '', port: 2001, peers: [] },
  wedge: { kind: 'wedge' },
}

/** Where a printer is: its kind first, then what that kind needs. */
export function PrinterConnectionFields({ value, of, onChange }: ConnectionProps<PrinterConnection>) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('office.dev.kind')} problems={of('kind')} help={t(`office.printer.${value.kind}.help`)} full>
        {(control) => (
          <Select
            {...control}
            value={value.kind}
            options={printerKinds.map((kind) => ({ value: kind, label: t(`office.printer.${kind}`) }))}
            onChange={(kind: PrinterConnectionKind) => onChange(newPrinterConnection[kind])}
          />
        )}
      </Field>
      {value.kind === 'tcp' ? <Address value={value} of={of} onChange={onChange} /> : null}
      {value.kind === 'usb' ? (
        <Text
          label={t('office.dev.usbDevice')}
          field="device"
          value={value.device}
          of={of}
          onChange={(device) => onChange({ ...value, device })}
          find={(found) => (found.printer?.kind === 'usb' ? found.printer.device : null)}
        />
      ) : null}
      {value.kind === 'serial' ? (
        <>
          <Serial value={value} of={of} onChange={(part) => onChange({ ...value, ...part })} />
          <Field label={t('office.dev.flow')} problems={of('flow')} help={t('office.dev.flowHelp')}>
            {(control) => (
              <Select
                {...control}
                value={value.flow}
                options={serialFlows.map((flow) => ({ value: flow, label: t(`office.flow.${flow}`) }))}
                onChange={(flow: SerialFlow) => onChange({ ...value, flow })}
              />
            )}
          </Field>
        </>
      ) : null}
      {value.kind === 'queue' ? (
        <Text
          label={t('office.dev.queue')}
          field="queue"
          value={value.queue}
          of={of}
          onChange={(queue) => onChange({ ...value, queue })}
          find={(found) => (found.printer?.kind === 'queue' ? found.printer.queue : null)}
        />
      ) : null}
    </>
  )
}

/** Where a scanner is: its kind first, then what that kind needs. */
export function ScannerConnectionFields({ value, of, onChange }: ConnectionProps<ScannerConnection>) {
  const { t } = useWords()
  return (
    <>
      <Field label={t('office.dev.kind')} problems={of('kind')} help={t(`office.scanner.${value.kind}.help`)} full>
        {(control) => (
          <Select
            {...control}
            value={value.kind}
            options={scannerKinds.map((kind) => ({ value: kind, label: t(`office.scanner.${kind}`) }))}
            onChange={(kind: ScannerConnectionKind) => onChange(newScannerConnection[kind])}
          />
        )}
      </Field>
      {value.kind === 'tcp' ? <Address value={value} of={of} onChange={onChange} /> : null}
      {value.kind === 'hidpos' ? (
        <Text
          label={t('office.dev.usbDevice')}
          field="device"
          value={value.device}
          of={of}
          onChange={(device) => onChange({ ...value, device })}
          find={(found) => (found.scanner?.kind === 'hidpos' ? found.scanner.device : null)}
        />
      ) : null}
      {value.kind === 'serial' ? <Serial value={value} of={of} onChange={(part) => onChange({ ...value, ...part })} /> : null}
      {value.kind === 'tcpServer' ? (
        <>
          <Text
            label={t('office.dev.listenAt')}
            field="address"
            value={value.address}
            of={of}
            onChange={(address) => onChange({ ...value, address })}
          />
          <Port value={value.port} of={of} onChange={(port) => onChange({ ...value, port })} />
          <Field label={t('office.dev.peers')} problems={of('peers')} help={t('office.dev.peersHelp')} full>
            {(control) => (
              <Select
                {...control}
                mode="tags"
                open={false}
                suffixIcon={null}
                maxCount={8}
                tokenSeparators={[',', ' ', '，', ';']}
                value={[...value.peers]}
                onChange={(peers: string[]) =>
                  onChange({ ...value, peers: peers.map((peer) => peer.trim()).filter((peer) => peer !== '') })
                }
              />
            )}
          </Field>
        </>
      ) : null}
    </>
  )
}

function Address<Connection extends { readonly kind: 'tcp'; readonly host: string; readonly port: number }>({
  value,
  of,
  onChange,
}: {
  readonly value: Connection
  readonly of: ConnectionProps<Connection>['of']
  readonly onChange: (connection: Connection) => void
}) {
  const { t } = useWords()
  return (
    <>
      <Text
        label={t('office.dev.host')}
        help={t('office.dev.hostHelp')}
        field="host"
        value={value.host}
        of={of}
        onChange={(host) => onChange({ ...value, host })}
        half
      />
      <Port value={value.port} of={of} onChange={(port) => onChange({ ...value, port })} />
    </>
  )
}

function Serial({
  value,
  of,
  onChange,
}: {
  readonly value: { readonly path: string; readonly baud: number }
  readonly of: ConnectionProps<unknown>['of']
  readonly onChange: (part: { path?: string; baud?: number }) => void
}) {
  const { t } = useWords()
  return (
    <>
      <Text
        label={t('office.dev.serialPath')}
        help={t('office.dev.serialPathHelp')}
        field="path"
        value={value.path}
        of={of}
        onChange={(path) => onChange({ path })}
        find={(found) => found.serial}
      />
      <Field label={t('office.dev.baud')} problems={of('baud')} help={t('office.dev.baudHelp')}>
        {(control) => (
          <Select
            {...control}
            value={value.baud}
            options={baudRates.map((rate) => ({ value: rate as number, label: String(rate) }))}
            onChange={(rate: number) => onChange({ baud: rate })}
          />
        )}
      </Field>
    </>
  )
}

function Port({
  value,
  of,
  onChange,
}: {
  readonly value: number
  readonly of: ConnectionProps<unknown>['of']
  readonly onChange: (port: number) => void
}) {
  const { t } = useWords()
  return (
    <NumberField
      label={t('office.dev.port')}
      problems={of('port')}
      min={1}
      max={65535}
      value={value}
      onChange={(port) => onChange(port ?? 9100)}
    />
  )
}

/** A name or address, and, where the station can look for it, a button that lists what is attached now. */
function Text({
  label,
  help,
  field,
  value,
  of,
  onChange,
  find,
  half = false,
}: {
  readonly label: string
  readonly help?: string
  readonly field: string
  readonly value: string
  readonly of: ConnectionProps<unknown>['of']
  readonly onChange: (text: string) => void
  readonly find?: (found: FoundDevice) => string | null
  readonly half?: boolean
}) {
  const { t } = useWords()
  const [found, setFound] = useState<readonly FoundDevice[] | null>(null)
  const [busy, setBusy] = useState(false)
  const look = (): void => {
    setBusy(true)
    client.devices.find().then(
      (devices) => {
        setFound(devices)
        setBusy(false)
      },
      () => setBusy(false),
    )
  }
  const listed = (found ?? []).flatMap((device) => {
    const text = find?.(device) ?? null
    return text === null ? [] : [{ text, name: device.name }]
  })
  return (
    <Field label={label} problems={of(field)} help={help} full={!half}>
      {(control) => (
        <>
          <div className="row" style={{ gap: 8 }}>
            <Input {...control} className="mono" maxLength={200} value={value} onChange={(event) => onChange(event.target.value.trim())} />
            {find === undefined ? null : <Button onClick={look}>{busy ? t('office.find.busy') : t('office.find')}</Button>}
          </div>
          {found !== null && listed.length === 0 ? <div className="help">{t('office.find.none')}</div> : null}
          {listed.map(({ text, name }) => (
            <Button key={text} type="text" block style={{ justifyContent: 'flex-start', marginTop: 4 }} onClick={() => onChange(text)}>
              <b>{name}</b>
              <span className="mono softer">{text}</span>
            </Button>
          ))}
        </>
      )}
    </Field>
  )
}
