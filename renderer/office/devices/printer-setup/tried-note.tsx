import { useWords } from '../../../station/words.ts'
import type { Tried } from './draft.ts'
import { Note, StateNote } from './state-note.tsx'

/** What became of a trial label, never more than was seen. */
export function TriedNote({ tried: { ok, code, evidence } }: { readonly tried: Tried }) {
  const { t } = useWords()
  const state = code.slice(code.indexOf('.') + 1)
  if (!ok) return <StateNote code={state} tone="fail" />
  const proved = evidence >= 4 ? 4 : evidence === 3 ? 3 : evidence === 2 ? 2 : evidence === 1 ? 1 : 0
  return (
    <Note
      tone={proved >= 2 ? 'pass' : 'warn'}
      title={t(proved >= 3 ? 'printerSetup.printed' : proved === 2 ? 'printerSetup.clean' : 'printerSetup.sent')}
    >
      {t('printerSetup.evidence', { evidence: t(proved === 0 ? 'printerSetup.evidence0' : `office.evidence.${proved}`) })}
    </Note>
  )
}
