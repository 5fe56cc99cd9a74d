import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { isWord } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { timeOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { useNoSound } from '../../sound/player.ts'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { problemsOf } from '../../station/problems.ts'
import { say, useWords } from '../../station/words.ts'
import { download } from '../parts/download.ts'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { DeviceCard } from './device-card.tsx'
import { DeviceDrawer, type Editing } from './device-drawer.tsx'
import { type DeviceList, toneOf } from './device-values.ts'
import { WaitingGrades } from './waiting-grades.tsx'

/** Printers and scanners: how they are in words, and what to do. */
export function DevicesPage() {
  const { t } = useWords()
  const go = useNavigate()
  const may = useMay()
  const list = useQuery({ ...api.devices.list.queryOptions(), refetchInterval: 3_000 })
  const [editing, setEditing] = useState<Editing | null>(() =>
    location.hash.endsWith('?add=printer') ? { role: 'printer', device: null } : null,
  )
  const devices = list.data?.devices ?? []
  const count = (tone: ReturnType<typeof toneOf>): number => devices.filter((device) => toneOf(device) === tone).length
  return (
    <Page
      title={t('nav.devices')}
      sub={t('office.devices.sub', { n: devices.length, ok: count('pass'), warn: count('warn'), bad: count('fail') })}
      busy={list.isPending}
      actions={
        <>
          <CommandCards />
          {may('device.write') ? (
            <>
              <Button icon={<Icon name="plus" />} onClick={() => void go({ to: '/devices/printer' })}>
                {t('office.devices.addPrinter')}
              </Button>
              <Button icon={<Icon name="plus" />} onClick={() => void go({ to: '/devices/scanner' })}>
                {t('office.devices.addScanner')}
              </Button>
              <Button icon={<Icon name="plus" />} onClick={() => setEditing({ role: 'verifier', device: null })}>
                {t('office.devices.addVerifier')}
              </Button>
            </>
          ) : null}
        </>
      }
    >
      <WaitingGrades />
      <Loading query={list}>
        <div className="devices">
          {devices.length === 0 ? (
            <section className="device log">
              <p className="empty">{t(may('device.write') ? 'office.devices.empty' : 'office.devices.emptyRead')}</p>
            </section>
          ) : null}
          {devices.map((device) => (
            <DeviceCard
              key={device.id}
              device={device}
              due={list.data?.labelsDue ?? null}
              onEdit={() => setEditing({ role: device.role, device })}
            />
          ))}
          <Today list={list.data} />
        </div>
      </Loading>
      {editing === null ? null : (
        <DeviceDrawer key={`${editing.role}${editing.device?.id ?? 'new'}`} editing={editing} onDone={() => setEditing(null)} />
      )}
    </Page>
  )
}

/** What happened to the devices in the last day, and whether this machine can be heard. */
function Today({ list }: { readonly list: DeviceList | undefined }) {
  const { t } = useWords()
  const noSound = useNoSound()
  return (
    <section className="device log">
      <h2>{t('office.devices.today')}</h2>
      {list === undefined || list.today.length === 0 ? (
        <p className="softer">{t('office.devices.nothing')}</p>
      ) : (
        <dl className="pairs happened">
          {list.today.map(({ at, kindName, device, params }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be equal
            <div key={i}>
              <dt className="mono">{timeOf(at)}</dt>
              <dd>
                {[device, isWord(`kind.${kindName}`) ? say(`kind.${kindName}` as 'kind.device.fault') : '', statusWord(params['status'])]
                  .filter((part) => part !== '')
                  .join(' ')}
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="softer" style={{ marginTop: 12, fontSize: 13 }}>
        {t(noSound ? 'office.audio.none' : 'office.audio.ok')}
      </p>
    </section>
  )
}

function statusWord(status: unknown): string {
  const key = `status.${String(status ?? '')}`
  return isWord(key) ? say(key) : ''
}

/** The cards an operator scans instead of pressing a key. */
function CommandCards() {
  const { t } = useWords()
  const sheet = useMutation({ mutationFn: () => client.devices.commandCards(), onSuccess: ({ name, bytes }) => download(name, bytes) })
  return (
    <>
      {sheet.error === null ? null : <ErrorList problems={problemsOf(sheet.error)} />}
      <Button icon={<Icon name="download" />} onClick={() => sheet.mutate()} disabled={sheet.isPending}>
        {t(sheet.isPending ? 'office.export.busy' : 'office.devices.cards')}
      </Button>
    </>
  )
}
