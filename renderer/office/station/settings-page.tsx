import type { InferContractRouterOutputs } from '@orpc/contract'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select, Slider, Switch } from 'antd'
import { type FormEvent, useState } from 'react'
import type { Contract } from '../../../shared/contract/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { chooseLanguage, useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { fault, sortProblems } from '../parts/problems.ts'
import { useSigned } from '../parts/signature-due.tsx'
import { GoLive } from './go-live.tsx'
import { PeopleSettings, peopleFields } from './people-settings.tsx'
import { SignatureTable } from './signature-table.tsx'
import { tryVerdictSound } from './try-sound.ts'
import { Validation } from './validation.tsx'

export type Settings = InferContractRouterOutputs<Contract>['settings']['get']

const fields = ['firm', 'site', 'language', 'backupFolder', 'sounds', 'volume', 'mirrored', 'officeTouch', ...peopleFields] as const

export function SettingsPage() {
  const { t } = useWords()
  const settings = useQuery(api.settings.get.queryOptions())
  return (
    <Page title={t('nav.settings')} busy={settings.isPending}>
      <Loading query={settings}>
        {settings.data === undefined ? null : (
          <div className="office-body with-detail">
            <SettingsForm stored={settings.data} />
            <div className="office-body">
              <GoLive />
              <Validation />
            </div>
          </div>
        )}
      </Loading>
    </Page>
  )
}

function SettingsForm({ stored }: { readonly stored: Settings }) {
  const { t } = useWords()
  const may = useMay()
  const [draft, setDraft] = useState(stored)
  const [pressed, setPressed] = useState(false)
  const [saved, setSaved] = useState<'saved' | 'waiting' | null>(null)
  const save = useSigned('settingsChanged', client.settings.set, ({ waiting }) => {
    setSaved(waiting === null ? 'saved' : 'waiting')
    if (waiting === null && draft.language !== stored.language) chooseLanguage(draft.language)
  })
  const own = draft.firm.trim() === '' ? [fault('firm', 'field.due')] : []
  const { of, rest } = sortProblems([...(pressed ? own : []), ...save.problems], fields)
  const set = (part: Partial<Settings>): void => {
    setDraft({ ...draft, ...part })
    setSaved(null)
    save.clear()
  }
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setPressed(true)
    if (own.length > 0) return
    await save.run({ settings: draft })
  }
  const readOnly = !may('settings.write')
  return (
    <form className="panel" onSubmit={(event) => void submit(event)} noValidate aria-label={t('nav.settings')}>
      <div className="panel-body section">
        {save.dialog}
        {saved !== null ? (
          <div className="note-box tight pass" role="status" style={{ marginBottom: 12 }}>
            <VerdictMark mark="pass" />
            <p>{t(saved === 'saved' ? 'office.saved' : 'office.sign.sent')}</p>
          </div>
        ) : null}
        <ErrorList problems={rest} />
        <div className="form">
          <h3>{t('office.settings.station')}</h3>
          <Field label={t('field.firm')} problems={of('firm')}>
            {(control) => (
              <Input
                {...control}
                disabled={readOnly}
                maxLength={60}
                value={draft.firm}
                onChange={(event) => set({ firm: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('field.site')} problems={of('site')}>
            {(control) => (
              <Input
                {...control}
                disabled={readOnly}
                maxLength={40}
                value={draft.site}
                onChange={(event) => set({ site: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('field.language')} problems={of('language')}>
            {(control) => (
              <Select
                {...control}
                disabled={readOnly}
                value={draft.language}
                options={[
                  { value: 'zh-CN', label: '简体中文' },
                  { value: 'en', label: 'English' },
                ]}
                onChange={(language: Settings['language']) => set({ language })}
              />
            )}
          </Field>
          <span />
          <h3>{t('office.settings.sound')}</h3>
          <Toggle
            label={t('office.settings.sounds')}
            help={t('office.settings.soundsHelp')}
            value={draft.sounds}
            readOnly={readOnly}
            onChange={(sounds) => set({ sounds })}
          />
          <div className="field">
            <span className="field-name">
              {t('office.settings.volume')} {draft.volume} %
            </span>
            <div className="row" style={{ gap: 16 }}>
              <Slider
                className="grow"
                disabled={readOnly || !draft.sounds}
                ariaLabelForHandle={t('office.settings.volume')}
                tooltip={{ open: false }}
                min={0}
                max={100}
                step={5}
                value={draft.volume}
                onChange={(volume) => set({ volume })}
              />
              <Button size="small" disabled={!draft.sounds} onClick={() => tryVerdictSound(draft.volume)}>
                {t('office.settings.try')}
              </Button>
            </div>
          </div>
          <h3>{t('office.settings.hands')}</h3>
          <Toggle
            label={t('office.settings.mirrored')}
            help={t('office.settings.mirroredHelp')}
            value={draft.mirrored}
            readOnly={readOnly}
            onChange={(mirrored) => set({ mirrored })}
          />
          <Toggle
            label={t('office.settings.touch')}
            help={t('office.settings.touchHelp')}
            value={draft.officeTouch}
            readOnly={readOnly}
            onChange={(officeTouch) => set({ officeTouch })}
          />
          <PeopleSettings draft={draft} readOnly={readOnly} of={of} set={set} />
          <h3>{t('office.settings.signatures')}</h3>
          <SignatureTable value={draft.signatures} readOnly={readOnly} onChange={(signatures) => set({ signatures })} />
        </div>
      </div>
      <footer>
        {readOnly ? (
          t('office.settings.readOnly')
        ) : (
          <Button type="primary" htmlType="submit">
            {save.busy ? t('office.saving') : t('act.save')}
          </Button>
        )}
      </footer>
    </form>
  )
}

interface ToggleProps {
  readonly label: string
  readonly help: string
  readonly value: boolean
  readonly readOnly: boolean
  readonly onChange: (value: boolean) => void
}

function Toggle({ label, help, value, readOnly, onChange }: ToggleProps) {
  return (
    <Field label={label} help={help}>
      {({ status: _status, 'aria-invalid': _invalid, ...control }) => (
        <span>
          <Switch {...control} disabled={readOnly} checked={value} onChange={onChange} />
        </span>
      )}
    </Field>
  )
}
