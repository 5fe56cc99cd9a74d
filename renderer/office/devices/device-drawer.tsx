import { Button, Drawer } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { useWords } from '../../station/words.ts'
import { fault, type Sorted, sortProblems } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'
import { PrinterFields, ScannerFields } from './device-fields.tsx'
import { type Device, newPrinter, newScanner, type PrinterInput, type ScannerInput } from './device-values.ts'

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
] as const

/** Settings of one device; at the other end from saving: switching it off, and taking it away. */
export function DeviceDrawer({ editing: { role, device }, onDone }: { readonly editing: Editing; readonly onDone: () => void }) {
  const { t } = useWords()
  const [printer, setPrinter] = useState<PrinterInput>(() => device?.printer ?? newPrinter)
  const [scanner, setScanner] = useState<ScannerInput>(() => device?.scanner ?? newScanner)
  const [pressed, setPressed] = useState(false)
  const savePrinter = useCommand(client.devices.savePrinter)
  const saveScanner = useCommand(client.devices.saveScanner)
  const save = role === 'printer' ? savePrinter : saveScanner
  const own = faultsOf(role === 'printer' ? printer : scanner)
  const sorted: Sorted = sortProblems([...(pressed ? own : []), ...save.problems], fields)
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0) return
    const id = device?.id ?? null
    const done = role === 'printer' ? await savePrinter.run({ id, printer }) : await saveScanner.run({ id, scanner })
    if (done !== undefined) onDone()
  }
  const title = device === null ? t(role === 'printer' ? 'office.devices.addPrinter' : 'office.devices.addScanner') : device.name
  return (
    <Drawer open size={440} title={title} onClose={onDone} mask={{ closable: false }}>
      <form onSubmit={(event) => void submit(event)} noValidate aria-label={title}>
        <ErrorList problems={sorted.rest} />
        <div className="form">
          {role === 'printer' ? (
            <PrinterFields value={printer} of={sorted.of} onChange={(part) => setPrinter({ ...printer, ...part })} />
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
function faultsOf({ name, connection }: { readonly name: string; readonly connection: object }): Problem[] {
  const empty = Object.entries(connection).filter(([, value]) => (typeof value === 'string' || Array.isArray(value)) && value.length === 0)
  return [...(name.trim() === '' ? ['name'] : []), ...empty.map(([field]) => field)].map((field) => fault(field, 'field.due'))
}
