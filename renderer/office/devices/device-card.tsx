import { Button } from 'antd'
import { useState } from 'react'
import { isWord } from '../../../shared/i18n/index.ts'
import { connectionText, printerNames } from '../../../shared/printing.ts'
import { scannerText } from '../../../shared/scanning.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf, timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { type Mark, VerdictMark } from '../../design/verdict-mark.tsx'
import { useNow } from '../../station/clock.ts'
import { useMay } from '../../station/overview.ts'
import { say, useWords } from '../../station/words.ts'
import { useCommand } from '../use-command.ts'
import { type Device, toneOf } from './device-values.ts'

const marks: Readonly<Record<ReturnType<typeof toneOf>, Mark>> = { pass: 'pass', warn: 'device', fail: 'fail' }

export function DeviceCard({
  device,
  due,
  onEdit,
}: {
  readonly device: Device
  /** Labels still to come of the order at work. */
  readonly due: number | null
  readonly onEdit: () => void
}) {
  const { t } = useWords()
  const tone = toneOf(device)
  return (
    <section className={`device ${tone}`} aria-label={device.name}>
      <header>
        <VerdictMark mark={marks[tone]} />
        <div style={{ minWidth: 0 }}>
          <h2>{device.name}</h2>
          <div className="sub" title={subOf(device)}>
            {subOf(device)}
          </div>
        </div>
      </header>
      {tone === 'pass' ? null : <Trouble device={device} />}
      <dl className="pairs" style={{ padding: '0 16px 12px' }}>
        {tone === 'pass' ? (
          <>
            <dt>{t('office.dev.status')}</dt>
            <dd>
              {t('status.ready')} <Ago at={device.status.at} />
            </dd>
          </>
        ) : null}
        {device.role !== 'verifier' ? null : (
          <>
            {device.lastGrade === null ? null : (
              <>
                <dt>{t('office.verifier.lastGrade')}</dt>
                <dd>{device.lastGrade}</dd>
              </>
            )}
            <dt>{t('office.verifier.last')}</dt>
            <dd>{device.status.at === null ? t('office.verifier.none') : `${dayOf(device.status.at)} ${timeOf(device.status.at)}`}</dd>
          </>
        )}
        {device.role === 'printer' && device.evidence !== null && (device.status.ok || device.status.code === 'mute') ? (
          <>
            <dt>{t('office.dev.evidence')}</dt>
            <dd>{t(`office.evidence.${evidenceWord(device.evidence)}`)}</dd>
          </>
        ) : null}
        {device.role === 'verifier' ? null : (
          <>
            <dt>{t('office.dev.today')}</dt>
            <dd>
              {device.role === 'printer'
                ? t('office.dev.labels', { n: device.today.labels })
                : t('office.dev.reads', { n: device.today.reads, unread: device.today.unread })}
            </dd>
          </>
        )}
        {device.printer === null ? null : (
          <>
            <dt>{t('office.dev.settings')}</dt>
            <dd>
              {t('office.dev.settingsWords', {
                darkness: device.printer.darkness,
                speed: device.printer.speed,
                width: device.printer.widthMm,
              })}
            </dd>
          </>
        )}
        {device.calibrationDue === null ? null : (
          <>
            <dt>{t(device.role === 'scanner' ? 'setup.reproofDue' : 'office.dev.calibration')}</dt>
            <dd>{device.calibrationDue}</dd>
          </>
        )}
        {device.scanner?.connection.kind === 'wedge' ? (
          <>
            <dt>GS</dt>
            <dd>
              {device.scanner.format.gsSubstitute === ''
                ? t('office.dev.gsNone')
                : t('office.dev.gsAs', { text: device.scanner.format.gsSubstitute })}
            </dd>
          </>
        ) : null}
      </dl>
      {device.supplies.map((supply) => (
        <SupplyBar key={supply.kind} supply={supply} due={due} />
      ))}
      <span className="grow" />
      <Acts device={device} onEdit={onEdit} />
    </section>
  )
}

/** How far a roll or ribbon will go; amber when that is not to the end of the order. */
function SupplyBar({
  supply: { kind, lot, of, left, metres },
  due,
}: {
  readonly supply: Device['supplies'][number]
  readonly due: number | null
}) {
  const { t } = useWords()
  const low = left !== null && ((due !== null && left < due) || (of !== null && left < of / 10))
  return (
    <div className={`supply ${low ? 'low' : ''}`}>
      <div className="row">
        <span className="grow">{t(`office.supply.${kind}`, { lot })}</span>
        <b>
          {left !== null
            ? t('office.supply.left', { n: left })
            : metres !== null
              ? t('office.supply.metres', { n: metres })
              : t('office.supply.unknown')}
        </b>
      </div>
      {of === null || left === null ? null : (
        <div className="bar">
          <span style={{ width: `${Math.max(2, Math.round((100 * left) / Math.max(1, of)))}%` }} />
        </div>
      )}
    </div>
  )
}

function Trouble({ device: { status, role } }: { readonly device: Device }) {
  const key = [`office.dev.${role}.${status.code}`, `office.dev.${status.code}`].find(isWord)
  const hint = [`office.dev.${role}.${status.code}.do`, `office.dev.${status.code}.do`].find(isWord)
  return (
    <div className="say">
      <b>{key !== undefined && isWord(key) ? say(key) : say('office.dev.unknown')}</b>
      {hint !== undefined && isWord(hint) ? say(hint) : say('office.dev.unknown.do')}
    </div>
  )
}

function Acts({ device, onEdit }: { readonly device: Device; readonly onEdit: () => void }) {
  const { t } = useWords()
  const may = useMay()
  const [said, setSaid] = useState<{ readonly ok: boolean; readonly words: string } | null>(null)
  const probe = useCommand(({ id }: { id: number; key: string }) => client.devices.probe({ id }))
  const test = useCommand(client.devices.testPrint)
  const enable = useCommand(client.devices.enable)
  const tell = (answer: { ok: boolean; code: string } | undefined, good: string): void => {
    const status = `status.${answer?.code.split('.').at(-1) ?? ''}`
    setSaid(
      answer === undefined
        ? null
        : {
            ok: answer.ok,
            words: answer.ok ? good : say('office.dev.answered', { status: isWord(status) ? say(status) : say('status.unknown') }),
          },
    )
  }
  const problems = [...probe.problems, ...test.problems, ...enable.problems]
  const active = device.state === 'active'
  return (
    <>
      {said === null ? null : (
        <div className={`note-box tight ${said.ok ? 'pass' : 'warn'}`} style={{ margin: '0 16px 12px' }} role="status">
          <VerdictMark mark={said.ok ? 'pass' : 'device'} />
          <p>{said.words}</p>
        </div>
      )}
      <ErrorList problems={problems} />
      <footer>
        {!active ? (
          may('device.write') ? (
            <Button size="small" type="primary" onClick={() => void enable.run({ id: device.id, enabled: true })}>
              {t('office.dev.enable')}
            </Button>
          ) : null
        ) : (
          <>
            {device.role === 'printer' && may('device.write') ? (
              <Button
                size="small"
                icon={<Icon name="printer" />}
                onClick={() => void test.run({ id: device.id }).then((answer) => tell(answer, say('office.dev.testDone')))}
              >
                {test.busy ? t('office.dev.testing') : t('office.dev.test')}
              </Button>
            ) : null}
            {device.role === 'verifier' ? null : (
              <Button
                size="small"
                icon={device.role === 'scanner' ? <Icon name="scan" /> : null}
                onClick={() =>
                  void probe
                    .run({ id: device.id })
                    .then((answer) => tell(answer, say('office.dev.probeGood', { model: answer?.model ?? device.name })))
                }
              >
                {probe.busy ? t('office.dev.probing') : t('office.dev.probe')}
              </Button>
            )}
          </>
        )}
        {device.role === 'printer' && active && may('device.write') ? (
          <Button size="small" href={`#/devices/printer?id=${device.id}`}>
            {t('office.dev.calibrate')}
          </Button>
        ) : null}
        {device.role === 'scanner' && active && may('device.write') && !device.virtual ? (
          <Button size="small" href={`#/devices/scanner?id=${device.id}`}>
            {t('office.dev.reprove')}
          </Button>
        ) : null}
        {may('device.write') ? (
          <Button size="small" onClick={onEdit}>
            {t('office.dev.edit')}
          </Button>
        ) : null}
      </footer>
    </>
  )
}

/** How long ago a device last answered. */
function Ago({ at }: { readonly at: number | null }) {
  const { t } = useWords()
  const now = useNow()
  if (at === null) return null
  const seconds = Math.max(0, Math.round((now - at) / 1000))
  return (
    <small>
      {seconds < 120 ? t('office.dev.agoSeconds', { n: seconds }) : t('office.dev.agoMinutes', { n: Math.round(seconds / 60) })}
    </small>
  )
}

function subOf({ role, model, virtual, printer, scanner, verifier }: Device): string {
  if (verifier !== null)
    return [
      say(`office.verifier.${verifier.source.kind}`),
      verifier.source.kind === 'tcp' ? `${verifier.source.host}:${verifier.source.port}` : verifier.source.folder,
    ].join(' · ')
  const parts = [virtual ? say('office.dev.virtual') : null, model === '' ? null : model]
  if (role === 'printer' && printer !== null)
    parts.push(printerNames[printer.language], `${printer.dpi} dpi`, connectionText(printer.connection))
  if (role === 'scanner' && scanner !== null)
    parts.push(say(`office.scanner.${scanner.connection.kind}`), scannerText(scanner.connection) || null)
  return parts.filter((part) => part !== null).join(' · ')
}

/** What a printer's answers can prove lies between E1 and E4. */
const evidenceWord = (evidence: number): 1 | 2 | 3 | 4 => (evidence >= 4 ? 4 : evidence === 3 ? 3 : evidence === 2 ? 2 : 1)
