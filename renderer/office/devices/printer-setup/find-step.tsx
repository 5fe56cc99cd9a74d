import { useQuery } from '@tanstack/react-query'
import { Button, Radio } from 'antd'
import { useState } from 'react'
import { connectionText, type PrinterConnection, type PrinterLanguage, printerNames } from '../../../../shared/printing.ts'
import { ErrorList } from '../../../design/error-list.tsx'
import { Icon } from '../../../design/icon.tsx'
import { api } from '../../../station/api.ts'
import { problemsOf } from '../../../station/problems.ts'
import { useWords } from '../../../station/words.ts'
import { ThinBar } from '../../parts/thin-bar.tsx'
import { PrinterConnectionFields } from '../connection-fields.tsx'
import { emptyFaults, type FoundDevice, newPrinter } from '../device-values.ts'
import { Card, WizardForm } from './wizard-form.tsx'

const byHand = 'by hand'

/** Step 1: which of the things attached to this computer it is, or its address. */
export function FindStep({
  connection,
  onChange,
  onNext,
}: {
  readonly connection: PrinterConnection
  /** `language`: what the printer calls its own, where it does. */
  readonly onChange: (connection: PrinterConnection, language: PrinterLanguage | null) => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const found = useQuery({ ...api.devices.find.queryOptions(), staleTime: 0, refetchOnWindowFocus: false })
  const [pressed, setPressed] = useState(false)
  const printers = (found.data ?? []).filter(hasPrinter)
  const chosen = printers.find(({ printer }) => keyOf(printer) === keyOf(connection))
  const faults = emptyFaults(connection)
  const choose = (key: string): void => {
    const device = printers.find(({ printer }) => keyOf(printer) === key)
    if (device === undefined) onChange(newPrinter.connection, null)
    else onChange(device.printer, device.language)
  }
  return (
    <WizardForm
      name={t('printerSetup.step.find')}
      onNext={() => {
        setPressed(true)
        if (faults.length === 0) onNext()
      }}
    >
      <Card
        title={t('printerSetup.how')}
        foot={
          <Button icon={<Icon name="search" />} onClick={() => void found.refetch()}>
            {t(found.isFetching ? 'office.find.busy' : 'printerSetup.findAgain')}
          </Button>
        }
      >
        {(['usb', 'tcp', 'serial', 'queue'] as const).map((kind) => (
          <div key={kind}>
            <b>{t(`office.printer.${kind}`)}</b>
            <p className="soft">{t(`printerSetup.how.${kind}`)}</p>
          </div>
        ))}
      </Card>
      <Card
        title={t('printerSetup.attached')}
        {...(found.data === undefined ? {} : { note: t('printerSetup.attachedCount', { n: printers.length }) })}
        foot={
          <>
            <span className="grow softer">{t('printerSetup.nothingSent')}</span>
            <Button href="#/devices?add=printer">{t('printerSetup.notHere')}</Button>
            <Button type="primary" htmlType="submit" autoFocus>
              {t('printerSetup.next')}
            </Button>
          </>
        }
      >
        <ThinBar on={found.isFetching} label={t('office.find.busy')} />
        {found.error === null ? null : <ErrorList problems={problemsOf(found.error)} />}
        {found.data !== undefined && printers.length === 0 ? <p className="soft">{t('printerSetup.noneFound')}</p> : null}
        {found.data === undefined && found.error === null ? <p className="soft">{t('office.find.busy')}</p> : null}
        <Radio.Group
          className="found-list"
          aria-label={t('printerSetup.attached')}
          value={chosen === undefined ? byHand : keyOf(chosen.printer)}
          onChange={({ target }) => choose(String(target.value))}
        >
          {printers.map(({ name, printer, language, known }) => (
            <Radio key={keyOf(printer)} value={keyOf(printer)}>
              <b>{name}</b>
              <span className="softer">
                {[t(`office.printer.${printer.kind}`), printer.kind === 'serial' ? printer.path : connectionText(printer)].join(' · ')}
              </span>
              {language === null ? null : <span className="tag info">{printerNames[language]}</span>}
              {known ? <span className="tag">{t('printerSetup.known')}</span> : null}
            </Radio>
          ))}
          <Radio value={byHand}>
            <b>{t('printerSetup.byHand')}</b>
            <span className="softer">{t('printerSetup.byHandHelp')}</span>
          </Radio>
        </Radio.Group>
        {chosen === undefined || connection.kind === 'serial' ? (
          <div className="form setup-form">
            <PrinterConnectionFields
              value={connection}
              of={(field) => (pressed ? faults.filter((fault) => fault.field === field) : [])}
              onChange={(changed) => onChange(changed, null)}
            />
          </div>
        ) : null}
      </Card>
    </WizardForm>
  )
}

type FoundPrinter = FoundDevice & { readonly printer: PrinterConnection }
const hasPrinter = (device: FoundDevice): device is FoundPrinter => device.printer !== null

/** What a connection names, apart from how fast it is. */
const keyOf = (connection: PrinterConnection): string =>
  connection.kind === 'serial' ? `serial ${connection.path}` : JSON.stringify(connection)
