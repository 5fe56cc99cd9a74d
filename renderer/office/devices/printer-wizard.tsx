import './printer-setup/printer-setup.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { connectionText, type PrinterConnection, type PrinterLanguage, printerNames } from '../../../shared/printing.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { client } from '../../client.ts'
import { dayOf } from '../../design/format.ts'
import { OfficePage } from '../../design/office-page.tsx'
import { api } from '../../station/api.ts'
import { useWords } from '../../station/words.ts'
import { Loading } from '../parts/loading.tsx'
import { fault } from '../parts/problems.ts'
import { useCommand } from '../use-command.ts'
import { newPrinter, type PrinterInput } from './device-values.ts'
import { knownDpi, offsetFor, type Seen, type SetupStep, setupSteps, type Tried } from './printer-setup/draft.ts'
import { FindStep } from './printer-setup/find-step.tsx'
import { KnowStep } from './printer-setup/know-step.tsx'
import { PrintStep } from './printer-setup/print-step.tsx'
import { ReadStep } from './printer-setup/read-step.tsx'
import { type Measured, SetStep } from './printer-setup/set-step.tsx'
import { type TrialRead, useTrialReads } from './printer-setup/use-trial-reads.ts'
import { StepBar } from './setup/step-bar.tsx'

/** Days after which a printer is calibrated again, where nobody chose otherwise. */
const usualDays = 180

/** Sets a printer up until a label of it was scanned back: a new one, or, with `?id=N`, one of the station's own again. */
export function PrinterWizard() {
  const { t } = useWords()
  const [id] = useState(() => Number(new URLSearchParams(location.hash.split('?')[1] ?? '').get('id') ?? 0) || null)
  const list = useQuery(api.devices.list.queryOptions())
  const printers = (list.data?.devices ?? []).filter(({ role }) => role === 'printer')
  const given = printers.find((device) => device.id === id)?.printer ?? null
  if (list.data === undefined)
    return (
      <OfficePage title={t('printerSetup.title')}>
        <Loading query={list}>{null}</Loading>
      </OfficePage>
    )
  return <Wizard id={given === null ? null : id} given={given} fresh={t('printerSetup.freshName', { n: printers.length + 1 })} />
}

interface WizardProps {
  readonly id: number | null
  readonly given: PrinterInput | null
  /** What a new one is called until it gets its name. */
  readonly fresh: string
}

function Wizard({ id, given, fresh }: WizardProps) {
  const { t } = useWords()
  const go = useNavigate()
  const [printer, setPrinter] = useState<PrinterInput>(() => given ?? { ...newPrinter, name: fresh, calibrationDays: usualDays })
  const [step, setStep] = useState<SetupStep>(given === null ? 'find' : 'know')
  /** The language is the station's own, or what the printer itself names; null: nobody said. */
  const [guess, setGuess] = useState<PrinterLanguage | null>(given?.language ?? null)
  const [seen, setSeen] = useState<Seen | null>(null)
  const [tried, setTried] = useState<Tried | null>(null)
  const [proved, setProved] = useState<TrialRead | null>(null)
  const [measured, setMeasured] = useState<Measured>({ left: null, top: null })
  const [nameless, setNameless] = useState(false)
  const reads = useTrialReads()
  const tryPrint = useCommand(client.devices.tryPrint)
  const save = useCommand(client.devices.savePrinter)
  const { last } = reads
  useEffect(() => {
    if (last?.trial === true && tried !== null) setProved(last)
  }, [last, tried])

  const offsetX = measured.left === null ? printer.offsetXMm : offsetFor(printer.offsetXMm, measured.left)
  const offsetY = measured.top === null ? printer.offsetYMm : offsetFor(printer.offsetYMm, measured.top)
  const placed: PrinterInput = { ...printer, offsetXMm: offsetX ?? printer.offsetXMm, offsetYMm: offsetY ?? printer.offsetYMm }
  const named = (input: PrinterInput): PrinterInput => ({ ...input, name: input.name.trim() === '' ? fresh : input.name.trim() })

  const change = (part: Partial<PrinterInput>): void => setPrinter({ ...printer, ...part })
  /** Another printer or another language: what was found out belongs to the one before. */
  const startOver = (part: Partial<PrinterInput>): void => {
    change(part)
    setSeen(null)
    setTried(null)
    setProved(null)
  }
  const print = async (): Promise<void> => {
    if (offsetX === null || offsetY === null) return
    reads.clear()
    const done = await tryPrint.run({ printer: named(placed), symbol: 'trial' })
    setTried(done ?? null)
    if (done?.ok !== true) return
    // The next margins are measured on a label that lies where these put it.
    setPrinter((now) => ({ ...now, offsetXMm: placed.offsetXMm, offsetYMm: placed.offsetYMm }))
    setMeasured({ left: null, top: null })
  }
  const enable = async (): Promise<void> => {
    setNameless(printer.name.trim() === '')
    if (printer.name.trim() === '' || offsetX === null || offsetY === null) return
    const answers = seen?.answers ?? printer.answers
    const done = await save.run({ id, printer: { ...named(placed), answers, calibratedOn: dayOf(Date.now()) } })
    if (done !== undefined) void go({ to: '/devices' })
  }
  const printing = { busy: tryPrint.busy, problems: tryPrint.problems, tried, print: () => void print() }
  const saving = { busy: save.busy, problems: [...(nameless && printer.name.trim() === '' ? [due] : []), ...save.problems] }
  const to = (name: SetupStep) => () => setStep(name)
  const note =
    step === 'find'
      ? t('printerSetup.sub')
      : [connectionText(printer.connection), seen?.model ?? printerNames[printer.language]].join(' · ')
  return (
    <OfficePage
      title={given === null ? t('printerSetup.title') : t('printerSetup.titleOf', { name: given.name })}
      note={note}
      actions={<Button onClick={() => void go({ to: '/devices' })}>{t('printerSetup.leave')}</Button>}
    >
      <div className="wizard">
        <StepBar steps={setupSteps.map((name) => t(`printerSetup.step.${name}`))} at={setupSteps.indexOf(step)} />
        {step === 'find' ? (
          <FindStep
            connection={printer.connection}
            onChange={(connection: PrinterConnection, language) => {
              setGuess(language)
              startOver(language === null ? { connection } : { connection, language })
            }}
            onNext={to('know')}
          />
        ) : step === 'know' ? (
          <KnowStep
            connection={printer.connection}
            language={printer.language}
            seen={seen}
            ask={guess === printer.language}
            onLanguage={(language) => startOver({ language })}
            onSeen={(found) => {
              setSeen(found)
              change({ language: found.language, dpi: knownDpi(found.dpi) ?? printer.dpi })
            }}
            onBack={to('find')}
            onNext={to('print')}
          />
        ) : step === 'print' ? (
          <PrintStep printer={printer} seen={seen} printing={printing} onChange={change} onBack={to('know')} onNext={to('read')} />
        ) : step === 'read' ? (
          <ReadStep printer={printer} printing={printing} last={last} proved={proved} onBack={to('print')} onNext={to('set')} />
        ) : (
          <SetStep
            printer={placed}
            measured={measured}
            tooFar={{ left: offsetX === null, top: offsetY === null }}
            proved={proved !== null}
            printing={printing}
            saving={saving}
            onMeasured={(part) => setMeasured({ ...measured, ...part })}
            onChange={change}
            onBack={to('read')}
            onNext={() => void enable()}
          />
        )}
      </div>
    </OfficePage>
  )
}

const due: Problem = fault('name', 'field.due')
