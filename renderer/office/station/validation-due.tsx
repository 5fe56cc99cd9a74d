import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { validationWords } from '../../../shared/i18n/validation-words.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { api } from '../../station/api.ts'
import { useOverview } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'

/** The installation is not as it was validated: what changed, how many checks are to be repeated. Gone once a validation is signed. */
export function ValidationDue() {
  const { t } = useWords()
  const go = useNavigate()
  const { mode } = useOverview()
  const state = useQuery(api.validation.state.queryOptions()).data
  if (state === undefined || state.repeat.length === 0 || location.hash.startsWith('#/settings')) return null
  const { last, changes, repeat } = state
  // Training may be used before anybody validated anything.
  if (last === null && mode === 'training') return null
  const n = repeat.length
  const { component } = validationWords(t)
  const words =
    last === null
      ? t('validation.due.first', { n })
      : changes.some((change) => change.component === 'program')
        ? t('validation.due.update', { n })
        : t('validation.due.other', { n, what: changes.map(component).join(t('office.comma')) })
  return (
    <div className="note-box warn attention" role="status">
      <VerdictMark mark="device" />
      <p className="grow">{words}</p>
      <Button onClick={() => void go({ to: '/settings' })}>{t('validation.due.act')}</Button>
    </div>
  )
}
