import { Button, Drawer } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { useWords } from '../../station/words.ts'
import { fault, type Sorted, sortProblems } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'
import { PrinterFields, ScannerFields } from './device-fields.tsx'
import {
  type Device,
  emptyFaults,
  newPrinter,
  newScanner,
  newVerifier,
  type PrinterInput,
  type ScannerInput,
  type VerifierInput,
} from './device-values.ts'
import { VerifierFields } from './verifier-fields.tsx'

export interface Editing {
  readonly role: Device['role']
  readonly device: Device | null
}

const fields = [
  'name',
  'kind',
  'host',
  'port',
  'path',
  'device',
  'queue',
  'address',
  'peers',
  'dpi',
  'widthMm',
  'darkness',
  'speed',
  'offsetXMm',
  'offsetYMm',
  'gsSubstitute',
  'pattern',
  'calibratedOn',
  'folder',
] as const

const addWords = {
  printer: 'office.devices.addPrinter',
  scanner: 'office.devices.addScanner',
  verifier: 'office.devices.addVerifier',
} as const

/** Settings of one device; at the other end from saving: switching it off, and taking it away. */
export function DeviceDrawer({ editing: { role, device }, onDone }: { readonly editing: Editing; readonly onDone: () => void }) {
  const { t } = useWords()
  const [printer, setPrinter] = useState<PrinterInput>(() => device?.printer ?? newPrinter)
  const [scanner, setScanner] = useState<ScannerInput>(() => device?.scanner ?? newScanner)
  const [verifier, setVerifier] = useState<VerifierInput>(() => device?.verifier ?? newVerifier(Date.now()))
  const [pressed, setPressed] = useState(false)
  const savePrinter = useCommand(client.devices.savePrinter)
  const saveScanner = useCommand(client.devices.saveScanner)
  const saveVerifier = useCommand(client.devices.saveVerifier)
  const save = { printer: savePrinter, scanner: saveScanner, verifier: saveVerifier }[role]
  const own = faultsOf({ printer, scanner, verifier }[role])
  const sorted: Sorted = sortProblems([...(pressed ? own : []), ...save.problems], fields)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0) return
    const id = device?.id ?? null
    const done = await {
      printer: () => savePrinter.run({ id, printer }),
      scanner: () => saveScanner.run({ id, scanner }),
      verifier: () => saveVerifier.run({ id, verifier }),
    }[role]()
    if (done !== undefined) onDone()
  }
  const title = device === null ? t(addWords[role]) : device.name
  return (
    <Drawer open size={440} title={title} onClose={onDone} mask={{ closable: false }}>
      <form onSubmit={(event) => void submit(event)} noValidate aria-label={title}>
        <ErrorList problems={sorted.rest} />
        <div className="form">
          {role === 'printer' ? (
            <PrinterFields value={printer} of={sorted.of} onChange={(part) => setPrinter({ ...printer, ...part })} />
          ) : role === 'verifier' ? (
            <VerifierFields value={verifier} of={sorted.of} onChange={(part) => setVerifier({ ...verifier, ...part })} />
          ) : (
            <ScannerFields value={scanner} of={sorted.of} onChange={(part) => setScanner({ ...scanner, ...part })} />
          )}
        </div>
        <div className="row" style={{ gap: 8, marginTop: 24 }}>
          <Button type="primary" htmlType="submit">
            {save.busy ? t('office.saving') : t('act.save')}
          </Button>
          <Button onClick={onDone}>{t('act.cancel')}</Button>
          <span className="grow" />
          {device === null ? null : <Danger device={device} onDone={onDone} />}
        </div>
      </form>
    </Drawer>
  )
}

/** Twice, because a removed device is gone from the list: first what it means, then the act. */
function Danger({ device, onDone }: { readonly device: Device; readonly onDone: () => void }) {
  const { t } = useWords()
  const [sure, setSure] = useState(false)
  const remove = useCommand(client.devices.remove)
  const enable = useCommand(client.devices.enable)
  const then = (done: unknown): void => {
    if (done !== undefined) onDone()
  }
  if (sure)
    return (
      <Button danger onClick={() => void remove.run({ id: device.id }).then(then)}>
        {t('office.dev.removeSure')}
      </Button>
    )
  return (
    <>
      {device.state === 'active' ? (
        <Button onClick={() => void enable.run({ id: device.id, enabled: false }).then(then)}>{t('office.dev.disable')}</Button>
      ) : null}
      <Button danger onClick={() => setSure(true)}>
        {t('office.remove')}
      </Button>
    </>
  )
}

/** What is empty and must not be: the name, and every word of where the device is. */
function faultsOf(device: PrinterInput | ScannerInput | VerifierInput): Problem[] {
  const where = 'connection' in device ? device.connection : device.source
  return [...(device.name.trim() === '' ? [fault('name', 'field.due')] : []), ...emptyFaults(where)]
}
