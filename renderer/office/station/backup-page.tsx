import type { InferContractRouterOutputs } from '@orpc/contract'
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import type { Contract } from '../../../shared/contract/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { amount, baseOf, dayOf, secondOf } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { StatusTag } from '../../design/status-tag.tsx'
import { api } from '../../station/api.ts'
import { useMay, useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { InfoMark } from '../parts/info-mark.tsx'
import { type Column, ListTable } from '../parts/list-table.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useSigned } from '../parts/signature-due.tsx'
import { useCommand } from '../use-command.ts'
import { LogKey } from './log-key.tsx'

type Backup = InferContractRouterOutputs<Contract>['settings']['backups'][number]

/** Copies of the ledger: how old the newest is, where they lie, and the way back. */
export function BackupPage() {
  const { t } = useWords()
  const may = useMay()
  const list = useQuery(api.settings.backups.queryOptions())
  const [chosen, setChosen] = useState<number | null>(null)
  const make = useCommand(client.settings.backup)
  const backups = list.data ?? []
  const selected = backups.find(({ at }) => at === chosen) ?? backups[0] ?? null
  const newest = backups[0]
  return (
    <Page
      title={t('nav.backup')}
      sub={newest === undefined ? t('frame.noBackup') : t('frame.backupAt', { when: `${dayOf(newest.at)} ${secondOf(newest.at)}` })}
      busy={list.isPending || make.busy}
      actions={
        may('backup.write') ? (
          <Button
            type="primary"
            icon={<Icon name="download" />}
            onClick={() => void make.run({}).then((done) => done !== undefined && setChosen(null))}
          >
            {make.busy ? t('office.backup.making') : t('office.backup.now')}
          </Button>
        ) : null
      }
    >
      <ErrorList problems={make.problems} />
      <Loading query={list}>
        <div className="office-body with-detail">
          <section className="panel">
            <div className="panel-body">
              {backups.length === 0 ? (
                <p className="empty">{t('office.backup.empty')}</p>
              ) : (
                <ListTable
                  name={t('nav.backup')}
                  columns={columns(t)}
                  rows={backups}
                  idOf={({ at }) => at}
                  selected={selected?.at ?? null}
                  onSelect={({ at }) => setChosen(at)}
                />
              )}
            </div>
            <footer>
              {t('office.shown', { shown: backups.length, all: backups.length })}
              <span className="grow" />
              {t('office.keys')}
            </footer>
          </section>
          <div className="office-body">
            <Folder />
            <LogKey />
            {selected === null ? null : <BackupDetail key={selected.at} backup={selected} />}
          </div>
        </div>
      </Loading>
    </Page>
  )
}

const columns = (t: ReturnType<typeof useWords>['t']): readonly Column<Backup>[] => [
  { key: 'at', title: t('office.audit.time'), mono: true, cell: ({ at }) => `${dayOf(at)} ${secondOf(at)}` },
  { key: 'seq', title: t('office.backup.seq'), align: 'right', cell: ({ seq }) => amount(seq) },
  { key: 'size', title: t('office.backup.size'), align: 'right', cell: ({ bytes }) => `${amount(bytes / 1_048_576)} MB` },
  { key: 'file', title: t('office.backup.file'), cut: true, mono: true, cell: ({ file }) => <span title={file}>{baseOf(file)}</span> },
  {
    key: 'state',
    title: t('office.order.state'),
    cell: ({ verified }) => (
      <StatusTag tone={verified ? 'pass' : 'fail'}>{t(verified ? 'office.backup.good' : 'office.backup.bad')}</StatusTag>
    ),
  },
]

/** Where backups go. Another disk than the ledger's, or they are lost together. */
function Folder() {
  const { t } = useWords()
  const may = useMay()
  const settings = useQuery(api.settings.get.queryOptions()).data
  const [folder, setFolder] = useState<string | null>(null)
  const save = useSigned('settingsChanged', client.settings.set, () => setFolder(null))
  if (settings === undefined) return null
  const value = folder ?? settings.backupFolder
  return (
    <section className="panel">
      {save.dialog}
      <div className="section">
        <Field label={t('office.backup.folder')} problems={save.problems} help={t('office.backup.folderHelp')}>
          {(control) => (
            <div className="row" style={{ gap: 8 }}>
              <Input
                {...control}
                className="mono grow"
                disabled={!may('settings.write')}
                maxLength={400}
                value={value}
                onChange={(event) => setFolder(event.target.value)}
              />
              {may('settings.write') && value !== settings.backupFolder ? (
                <Button onClick={() => void save.run({ settings: { ...settings, backupFolder: value.trim() } })}>{t('act.save')}</Button>
              ) : null}
            </div>
          )}
        </Field>
      </div>
    </section>
  )
}

function BackupDetail({ backup }: { readonly backup: Backup }) {
  const { t } = useWords()
  const may = useMay()
  const { me, log } = useOverview()
  const [signing, setSigning] = useState(false)
  const [going, setGoing] = useState(false)
  const restore = useCommand(client.settings.restore)
  const lost = Math.max(0, log.seq - backup.seq)
  return (
    <section className="panel grow" aria-label={t('office.backup.detail')}>
      <div className="detail-head">
        <h2>
          {dayOf(backup.at)} {secondOf(backup.at)}
        </h2>
        <p className="softer mono" style={{ overflowWrap: 'anywhere' }}>
          {backup.file}
        </p>
      </div>
      <Scroll>
        <div className="section">
          <h3>{t('office.restore.title')}</h3>
          <ol className="plain-steps">
            <li>{t('office.restore.step1', { n: lost })}</li>
            <li>{t('office.restore.step2')}</li>
            <li>{t('office.restore.step3')}</li>
          </ol>
          {going ? (
            <div className="note-box tight" role="status">
              <InfoMark />
              <p>{t('office.restore.going')}</p>
            </div>
          ) : null}
        </div>
      </Scroll>
      {may('restore.write') ? (
        <footer>
          <span>{t('office.restore.footer')}</span>
          <span className="grow" />
          <Button danger disabled={!backup.verified || going} onClick={() => setSigning(true)}>
            {t('office.restore.act')}
          </Button>
        </footer>
      ) : null}
      {signing ? (
        <SignDialog
          title={t('office.restore.title')}
          posts={[t('role.admin')]}
          firstLogin={me?.login ?? ''}
          action={t('office.restore.sign')}
          busy={restore.busy}
          problems={restore.problems}
          onCancel={() => setSigning(false)}
          onSign={(given) =>
            void restore.run({ file: backup.file, signing: given }).then((done) => {
              if (done === undefined) return
              setSigning(false)
              setGoing(true)
            })
          }
        >
          <p>{t('office.restore.means', { when: `${dayOf(backup.at)} ${secondOf(backup.at)}`, n: lost })}</p>
        </SignDialog>
      ) : null}
    </section>
  )
}
