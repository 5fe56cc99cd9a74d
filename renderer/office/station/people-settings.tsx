import { InputNumber, Select } from 'antd'
import { postPresets } from '../../../shared/auth/posts.ts'
import type { Problem } from '../../../shared/station-error.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import type { Settings } from './settings-page.tsx'

/** Fields of the settings that stand here. */
export const peopleFields = ['posts', 'passwordLeast', 'passwordKept', 'passwordDays', 'idleSeconds'] as const

const figures = [
  { name: 'passwordDays', least: 0, most: 730 },
  { name: 'passwordLeast', least: 8, most: 64 },
  { name: 'passwordKept', least: 0, most: 10 },
] as const

const idleChoices = [60, 120, 300, 600, 900, 1_800, 3_600, 0]

interface PeopleSettingsProps {
  readonly draft: Settings
  readonly readOnly: boolean
  readonly of: (field: string) => readonly Problem[]
  readonly set: (part: Partial<Settings>) => void
}

/** Posts, passwords and the lock screen of this station. */
export function PeopleSettings({ draft, readOnly, of, set }: PeopleSettingsProps) {
  const { t } = useWords()
  const idle = idleChoices.includes(draft.idleSeconds) ? idleChoices : [draft.idleSeconds, ...idleChoices]
  return (
    <>
      <h3>{t('office.settings.people')}</h3>
      <Field label={t('office.settings.posts')} problems={of('posts')} help={t(`posts.${draft.posts}Help`)} full>
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            value={draft.posts}
            options={postPresets.map((value) => ({ value, label: t(`posts.${value}`) }))}
            onChange={(posts: Settings['posts']) => set({ posts })}
          />
        )}
      </Field>
      <Field label={t('office.settings.idle')} problems={of('idleSeconds')} help={t('office.settings.idleHelp')}>
        {(control) => (
          <Select
            {...control}
            disabled={readOnly}
            value={draft.idleSeconds}
            options={idle.map((value) => ({ value, label: idleWords(value) }))}
            onChange={(idleSeconds: number) => set({ idleSeconds })}
          />
        )}
      </Field>
      {figures.map(({ name, least, most }) => (
        <Field key={name} label={t(`office.settings.${name}`)} problems={of(name)}>
          {(control) => (
            <InputNumber
              {...control}
              disabled={readOnly}
              controls={false}
              min={least}
              max={most}
              precision={0}
              value={draft[name]}
              onChange={(value) => set({ [name]: value ?? least })}
            />
          )}
        </Field>
      ))}
    </>
  )

  function idleWords(seconds: number): string {
    if (seconds === 0) return t('office.settings.idleNever')
    return seconds % 60 === 0
      ? t('office.settings.idleMinutes', { n: seconds / 60 })
      : t('office.settings.idleSecondsValue', { n: seconds })
  }
}
