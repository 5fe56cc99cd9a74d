import { timeOf } from '../design/format.ts'
import { Icon } from '../design/icon.tsx'
import { useWords } from '../station/words.ts'
import type { Closing } from './close-page.tsx'
import { JobPicture } from './picture.tsx'

const shown = 3

/** The labels nobody accounts for: scanning one of them settles it. */
export function MissingLabels({ closing, missing }: { readonly closing: Closing; readonly missing: number }) {
  const { t } = useWords()
  const { open, serials } = closing
  const first = open[0]
  const title =
    missing === 0
      ? t('close.foundNote')
      : open.length === 0
        ? t('close.missingUnknown')
        : open.length === 1
          ? t('close.missingOne')
          : t('close.missingMany', { n: open.length })
  return (
    <section className="card">
      <h2>{title}</h2>
      {missing > 0 && first === undefined ? <p className="soft">{t('close.missingUnknownNote')}</p> : null}
      {missing > 0 && first !== undefined ? (
        <div className="row missing-label">
          <JobPicture label={first.label} width="13.5rem" maxHeight="9rem" padding="0" />
          <ul>
            {open.slice(0, shown).map((label) => (
              <li key={label.label} className={open.length === 1 ? 'alone' : ''}>
                <b>{t('line.ordinal', { n: label.ordinal })}</b>
                {label.serial === null ? null : <b className="mono">{label.serial}</b>}
                <span>
                  {timeOf(label.at)} {t(`close.state.${label.state}`)}
                </span>
              </li>
            ))}
            {open.length > shown ? <li className="soft">… {open.length}</li> : null}
          </ul>
        </div>
      ) : null}
      {missing === 0 ? open.slice(0, shown).map((label) => <p key={label.label}>{t('close.neverOut', { n: label.ordinal })}</p>) : null}
      {serials === null ? null : <p>{t('close.serials', { ...serials })}</p>}
      <span className="grow" />
      {open.length === 0 || missing === 0 ? null : (
        <p className="row scan-now">
          <Icon name="scan" />
          {t('close.foundScan')}
        </p>
      )}
    </section>
  )
}
