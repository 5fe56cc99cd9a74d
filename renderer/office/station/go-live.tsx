import { Button } from 'antd'
import { useState } from 'react'
import { client } from '../../client.ts'
import { StatusTag } from '../../design/status-tag.tsx'
import { useMay, useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { SignDialog } from '../parts/sign-dialog.tsx'
import { useCommand } from '../use-command.ts'

const steps = ['office.live.step1', 'office.live.step2', 'office.live.step3', 'office.live.step4'] as const

/** From practice to records: an empty production ledger, signed for by the administrator. There is no way to do it by mistake. */
export function GoLive() {
  const { t } = useWords()
  const may = useMay()
  const { mode, me, station, version } = useOverview()
  const [signing, setSigning] = useState(false)
  const [going, setGoing] = useState(false)
  const live = useCommand(client.settings.goLive)
  const production = mode === 'production'
  return (
    <section className="panel" aria-label={t('office.live.title')}>
      <div className="panel-top">
        <h2>{t('office.live.title')}</h2>
        <span className="grow" />
        <StatusTag tone={production ? 'pass' : 'train'}>{t(production ? 'frame.records' : 'frame.training')}</StatusTag>
      </div>
      <div className="panel-body">
        <div className="section">
          {production ? (
            <p>{t('office.live.done')}</p>
          ) : (
            <>
              <p>{t('office.live.now')}</p>
              <ol className="plain-steps">
                {steps.map((step) => (
                  <li key={step}>{t(step)}</li>
                ))}
              </ol>
            </>
          )}
          {going ? (
            <p role="status">
              <b>{t('office.live.going')}</b>
            </p>
          ) : null}
        </div>
        <div className="section">
          <h3>{t('office.live.about')}</h3>
          <dl className="pairs">
            <dt>{t('office.live.station')}</dt>
            <dd className="mono">{station}</dd>
            <dt>{t('office.live.version')}</dt>
            <dd className="mono">{version}</dd>
          </dl>
        </div>
      </div>
      {production || !may('live.start') ? null : (
        <footer>
          <span>{t('office.live.footer')}</span>
          <span className="grow" />
          <Button disabled={going} onClick={() => setSigning(true)}>
            {t('office.live.act')}
          </Button>
        </footer>
      )}
      {signing ? (
        <SignDialog
          title={t('office.live.title')}
          posts={[t('role.admin')]}
          firstLogin={me?.login ?? ''}
          action={t('office.live.sign')}
          busy={live.busy}
          problems={live.problems}
          onCancel={() => setSigning(false)}
          onSign={(given) =>
            void live.run({ signing: given }).then((done) => {
              if (done === undefined) return
              setSigning(false)
              setGoing(true)
            })
          }
        >
          <p>{t('office.live.means')}</p>
        </SignDialog>
      ) : null}
    </section>
  )
}
