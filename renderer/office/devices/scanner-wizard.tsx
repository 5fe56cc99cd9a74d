import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { type Proof, type ProofRead, proofData, proofOf, proofReads, proofTogether } from '../../../shared/devices/scanner-proof.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { gs1DataMatrix } from '../../../shared/symbols/datamatrix.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { OfficePage } from '../../design/office-page.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { say, useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { NumberField } from '../parts/number-field.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { useCommand } from '../use-command.ts'
import { ScannerConnectionFields } from './connection-fields.tsx'
import { emptyFaults, newScanner, type ScannerInput } from './device-values.ts'
import { ProofPoints, ReadStrip } from './setup/proof-parts.tsx'
import { StepBar } from './setup/step-bar.tsx'
import { SymbolPicture } from './setup/symbol-picture.tsx'
import { useProofReads } from './setup/use-proof-reads.ts'
import { VendorCodes } from './setup/vendor-codes.tsx'

/** Days after which a scanner is proved again, where nobody chose otherwise. */
const usualDays = 90

/** Sets a scanner up: its connection, six reads of a symbol that holds all it could spoil, what they prove, and its name. */
export function ScannerWizard() {
  const id = Number(new URLSearchParams(location.hash.split('?')[1] ?? '').get('id') ?? 0) || null
  const list = useQuery(api.devices.list.queryOptions())
  const device = list.data?.devices.find((one) => one.id === id && one.role === 'scanner')
  if (id !== null && list.data === undefined) return <OfficePage title="">{null}</OfficePage>
  return <Wizard key={id} id={id} given={device?.scanner ?? null} />
}

function Wizard({ id, given }: { readonly id: number | null; readonly given: ScannerInput | null }) {
  const { t } = useWords()
  const go = useNavigate()
  const [scanner, setScanner] = useState<ScannerInput>(given ?? { ...newScanner, connection: { kind: 'wedge' } })
  const [stage, setStage] = useState<'connect' | 'prove' | 'name'>(given === null ? 'connect' : 'prove')
  const [codes, setCodes] = useState(false)
  const { reads, other, code, again } = useProofReads(scanner, stage === 'prove')
  const proof = useMemo(() => proofTogether(reads), [reads])
  const at = stage === 'connect' ? 0 : stage === 'name' ? 4 : reads.length === 0 ? 1 : reads.length < proofReads ? 2 : 3
  const leave = (): void => void go({ to: '/devices' })
  const next = (): void => {
    // What stands for GS is learned by the proof, not typed.
    setScanner({ ...scanner, format: { ...scanner.format, gsSubstitute: proof.substitute ?? '' } })
    setStage('name')
  }
  return (
    <OfficePage
      title={given === null ? t('setup.scanner.title') : given.name}
      note={t(`office.scanner.${scanner.connection.kind}`)}
      actions={<Button onClick={leave}>{t('setup.leave')}</Button>}
    >
      <div className="wizard">
        <StepBar
          steps={[t('setup.step.connect'), t('setup.step.scan'), t('setup.step.learn'), t('setup.step.prove'), t('setup.step.name')]}
          at={at}
        />
        {stage === 'connect' ? (
          <Connect
            scanner={scanner}
            onChange={setScanner}
            onCodes={() => setCodes(true)}
            onNext={() => {
              again()
              setStage('prove')
            }}
          />
        ) : stage === 'prove' ? (
          <div className="wizard-split">
            <TestSymbol reads={reads.length} onAgain={again} />
            <Received
              reads={reads}
              other={other}
              code={code}
              proof={proof}
              wedge={scanner.connection.kind === 'wedge'}
              onCodes={() => setCodes(true)}
              onBack={() => setStage('connect')}
              onNext={next}
            />
          </div>
        ) : (
          <NameIt id={id} scanner={scanner} proof={proof} reads={reads} onBack={() => setStage('prove')} onDone={leave} />
        )}
      </div>
      {codes ? <VendorCodes onClose={() => setCodes(false)} /> : null}
    </OfficePage>
  )
}

function Connect({
  scanner,
  onChange,
  onCodes,
  onNext,
}: {
  readonly scanner: ScannerInput
  readonly onChange: (scanner: ScannerInput) => void
  readonly onCodes: () => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const [pressed, setPressed] = useState(false)
  const faults = emptyFaults(scanner.connection)
  return (
    <form
      className="wizard-card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setPressed(true)
        if (faults.length === 0) onNext()
      }}
    >
      <header>
        <h2>{t('setup.connectFirst')}</h2>
      </header>
      <Scroll className="wizard-body">
        <div className="form" style={{ maxWidth: 560 }}>
          <ScannerConnectionFields
            value={scanner.connection}
            of={(field) => (pressed ? faults.filter((fault) => fault.field === field) : [])}
            onChange={(connection) => onChange({ ...scanner, connection })}
          />
        </div>
      </Scroll>
      <footer>
        <span className="grow softer">{t('setup.best')}</span>
        <Button icon={<Icon name="scan" />} onClick={onCodes}>
          {t('setup.seeCodes')}
        </Button>
        <Button type="primary" htmlType="submit">
          {t('setup.next')}
        </Button>
      </footer>
    </form>
  )
}

function TestSymbol({ reads, onAgain }: { readonly reads: number; readonly onAgain: () => void }) {
  const { t } = useWords()
  const list = useQuery(api.devices.list.queryOptions())
  const print = useCommand(client.devices.tryPrint)
  const [printed, setPrinted] = useState(false)
  const symbol = useMemo(() => gs1DataMatrix(proofData), [])
  const printer = list.data?.devices.find(({ role, state }) => role === 'printer' && state === 'active')?.printer ?? null
  return (
    <section className="wizard-card">
      <header>
        <h2>{t('setup.scanThis', { n: proofReads })}</h2>
        <span className="grow" />
        <b className={reads >= proofReads ? 'pass' : ''}>
          {reads} / {proofReads}
        </b>
      </header>
      <Scroll className="wizard-body symbol-body">
        {symbol.ok ? <SymbolPicture symbol={symbol.value} size={232} name={t('setup.scanThis', { n: proofReads })} /> : null}
        <p className="softer">{t('setup.screenHint')}</p>
        <ErrorList problems={print.problems} />
        {printed ? (
          <p role="status" className="softer">
            {t('setup.printed')}
          </p>
        ) : null}
      </Scroll>
      <footer>
        <Button
          icon={<Icon name="printer" />}
          disabled={printer === null || print.busy}
          title={printer === null ? t('setup.noPrinter') : ''}
          onClick={() => printer !== null && void print.run({ printer, symbol: 'proof' }).then((done) => setPrinted(done?.ok === true))}
        >
          {t(print.busy ? 'setup.printing' : 'setup.print')}
        </Button>
        <Button icon={<Icon name="back" />} onClick={onAgain}>
          {t('setup.again')}
        </Button>
      </footer>
    </section>
  )
}

function Received({
  reads,
  other,
  code,
  proof,
  wedge,
  onCodes,
  onBack,
  onNext,
}: {
  readonly reads: readonly ProofRead[]
  readonly other: boolean
  readonly code: string
  readonly proof: Proof
  readonly wedge: boolean
  readonly onCodes: () => void
  readonly onBack: () => void
  readonly onNext: () => void
}) {
  const { t } = useWords()
  const last = reads.at(-1)
  const gs = last === undefined ? null : (proofOf(last).find(({ point }) => point === 'gs') ?? null)
  const left = proofReads - reads.length
  return (
    <section className="wizard-card" aria-live="polite">
      <header>
        <h2>{t('setup.got')}</h2>
        <span className="softer">
          {last === undefined
            ? ''
            : last.ms === undefined
              ? t('setup.gotN', { n: reads.length, length: [...last.text].length })
              : t('setup.gotNth', { n: reads.length, ms: last.ms, length: [...last.text].length })}
        </span>
        <span className="grow" />
        {gs === null ? null : <GsTag found={gs.found} />}
      </header>
      <Scroll className="wizard-body">
        {code !== 'ready' ? <ScannerState code={code} /> : null}
        {other ? (
          <div className="note-box tight warn" role="status">
            <VerdictMark mark="device" />
            <p>{t('setup.otherCode')}</p>
          </div>
        ) : null}
        {last === undefined ? (
          code === 'ready' && !other ? (
            <p className="empty">{t('setup.nothing')}</p>
          ) : null
        ) : (
          <>
            <ReadStrip text={last.text} />
            <p className="softer">
              {t('setup.gsMeans')}
              {gs === null ? '' : t(`setup.gsBy.${gs.found as 'kept'}`, { text: gs.found === 'substitute' && 'text' in gs ? gs.text : '' })}
            </p>
            <ProofPoints proof={proof} reads={reads} />
          </>
        )}
      </Scroll>
      <footer>
        <span className="grow softer">{wedge ? t('setup.best') : ''}</span>
        <Button onClick={onBack}>{t('setup.back')}</Button>
        {wedge ? (
          <Button icon={<Icon name="scan" />} onClick={onCodes}>
            {t('setup.seeCodes')}
          </Button>
        ) : null}
        <Button type="primary" disabled={!proof.proved} onClick={onNext} data-testid="proved">
          {proof.proved ? t('setup.proved') : left > 0 ? t('setup.more', { n: left }) : t('setup.notProved')}
        </Button>
      </footer>
    </section>
  )
}

function GsTag({ found }: { readonly found: string }) {
  const { t } = useWords()
  const kind = found === 'lost' || found === 'unclear' ? 'lost' : found === 'substitute' ? 'substitute' : 'kept'
  return (
    <span className={`tag ${kind === 'kept' ? 'pass' : kind === 'lost' ? 'fail' : 'warn'}`}>
      <VerdictMark mark={kind === 'kept' ? 'pass' : kind === 'lost' ? 'fail' : 'device'} />
      {t(`setup.tag.${kind}`)}
    </span>
  )
}

/** Why nothing can be read yet, and what to do. */
function ScannerState({ code }: { readonly code: string }) {
  const { t } = useWords()
  const [what, hint] = [`office.dev.${code}`, `office.dev.${code}.do`] as const
  return (
    <div className="note-box tight warn" role="status">
      <VerdictMark mark="device" />
      <p>
        <b>{isWord(what) ? say(what) : t('setup.waiting')}</b> {isWord(hint) ? say(hint) : ''}
      </p>
    </div>
  )
}

function NameIt({
  id,
  scanner,
  proof,
  reads,
  onBack,
  onDone,
}: {
  readonly id: number | null
  readonly scanner: ScannerInput
  readonly proof: Proof
  readonly reads: readonly ProofRead[]
  readonly onBack: () => void
  readonly onDone: () => void
}) {
  const { t } = useWords()
  const [name, setName] = useState(scanner.name)
  const [days, setDays] = useState(scanner.calibrationDays === 0 ? usualDays : scanner.calibrationDays)
  const save = useCommand(client.devices.saveScanner)
  const enable = (): void =>
    void save
      .run({ id, scanner: { ...scanner, name: name.trim(), calibratedOn: dayOf(Date.now()), calibrationDays: days } })
      .then((done) => done !== undefined && onDone())
  return (
    <form
      className="wizard-card"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') enable()
      }}
    >
      <header>
        <h2>{t('setup.nameIt')}</h2>
      </header>
      <Scroll className="wizard-body">
        <ErrorList problems={save.problems} />
        <div className="form" style={{ maxWidth: 560 }}>
          <Field label={t('office.dev.name')}>
            {({ status: _status, ...control }) => (
              <Input {...control} autoFocus maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Field>
          <NumberField
            label={t('setup.reproof')}
            help={t('setup.reproofHelp')}
            min={0}
            max={3660}
            value={days}
            onChange={(given) => setDays(given ?? 0)}
          />
        </div>
        <h3 style={{ marginTop: 16 }}>{t('setup.summary')}</h3>
        <ProofPoints proof={proof} reads={reads} />
      </Scroll>
      <footer>
        <span className="grow" />
        <Button onClick={onBack}>{t('setup.back')}</Button>
        <Button type="primary" htmlType="submit" disabled={name.trim() === '' || save.busy}>
          {t(save.busy ? 'setup.saveBusy' : 'setup.enable')}
        </Button>
      </footer>
    </form>
  )
}
