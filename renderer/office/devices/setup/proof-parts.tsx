import { type Proof, type ProofRead, type ProofState, proofData, proofWeight } from '../../../../shared/devices/scanner-proof.ts'
import { VerdictMark } from '../../../design/verdict-mark.tsx'
import { useWords } from '../../../station/words.ts'

const marks = { ok: 'pass', warn: 'device', stop: 'fail' } as const

/** The parts of the proof symbol's data as they came, GS marked. */
export function ReadStrip({ text }: { readonly text: string }) {
  const { t } = useWords()
  const parts = partsOf(text)
  return (
    <ul className="read-strip" aria-label={t('setup.got')}>
      {parts.map(({ text: part, kind }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts repeat, places do not
        <li key={i} className={kind}>
          {kind === 'gs' && part === '\u001d' ? 'GS' : part}
        </li>
      ))}
    </ul>
  )
}

/** Cut where the proof symbol's elements begin; a read that is spoiled is shown as it is. */
function partsOf(text: string): { readonly text: string; readonly kind: 'aim' | 'ai' | 'gs' | 'data' }[] {
  const found = /^(\][A-Za-z]\w)?(01)(\d{14})(11)(\d{6})(17)(\d{6})(10)(.{7})(.*?)(21)(.*)$/su.exec(text)
  if (found === null) return [{ text, kind: 'data' }]
  const kinds = ['aim', 'ai', 'data', 'ai', 'data', 'ai', 'data', 'ai', 'data', 'gs', 'ai', 'data'] as const
  return kinds.flatMap((kind, i) => {
    const part = found[i + 1] ?? ''
    return part === '' ? [] : [{ text: part, kind }]
  })
}

/** The points of a proof, each with its worst finding in words and how many reads stand well. */
export function ProofPoints({ proof, reads }: { readonly proof: Proof; readonly reads: readonly ProofRead[] }) {
  const words = usePointWords()
  const { t } = useWords()
  const caps = reads.some(({ capsLock }) => capsLock === true)
  return (
    <ul className="proof-points">
      {proof.points.map(({ point, worst, good, of }) => (
        <li key={point}>
          <VerdictMark mark={marks[proofWeight(worst)]} />
          <b>{t(`setup.point.${point}`)}</b>
          <span>{words(worst, caps)}</span>
          <b className="nowrap">
            {good}/{of}
          </b>
        </li>
      ))}
    </ul>
  )
}

function usePointWords(): (state: ProofState, caps: boolean) => string {
  const { t } = useWords()
  return (state, caps) => {
    switch (state.point) {
      case 'gs':
        return t(`setup.gs.${state.found}`, { text: state.found === 'substitute' ? state.text : '' })
      case 'aim':
        return t(`setup.aim.${state.found}`, { text: state.text })
      case 'letterCase':
        return t(state.found === 'kept' && caps ? 'setup.letterCase.caps' : `setup.letterCase.${state.found}`)
      case 'signs':
        return t(`setup.signs.${state.found}`, { text: state.text })
      case 'end':
        return t(`setup.end.${state.found}`)
      case 'ime':
        return t(`setup.ime.${state.found}`)
    }
  }
}

/** Characters of the proof symbol, for the words about a read. */
export const proofLength = proofData.length
