import { useEffect, useState } from 'react'
import type { LineState } from '../../shared/contract/line.ts'
import { say, useWords } from '../station/words.ts'
import { faultWord } from './fault-words.ts'

const everyMs = 1_000
const summaryMs = 10_000

/** The verdict as one sentence for a screen reader, at most once a second, and a summary now and then. */
export function VerdictAlert({ state }: { readonly state: LineState }) {
  useWords()
  const sentence = sentenceOf(state)
  const [said, setSaid] = useState(sentence)
  useEffect(() => {
    const timer = setTimeout(() => setSaid(sentence), everyMs)
    return () => clearTimeout(timer)
  }, [sentence])
  const { good, voided, left } = state.counts
  const [summary, setSummary] = useState('')
  useEffect(() => {
    const timer = setInterval(() => setSummary(say('run.summary', { good, voided, left })), summaryMs)
    return () => clearInterval(timer)
  }, [good, voided, left])
  return (
    <>
      <p className="unseen" role="alert">
        {said}
      </p>
      <p className="unseen" role="status">
        {summary}
      </p>
    </>
  )
}

function sentenceOf(state: LineState): string {
  if (state.phase === 'trouble' && state.trouble !== null) return say(`trouble.${state.trouble.status}`)
  if (state.phase === 'doubt' && state.doubt !== null)
    return `${say('doubt.title', { n: state.doubt.count })}，${say('doubt.ask', { n: state.doubt.ordinal })}`
  const { verdict } = state
  if (verdict === null) return ''
  return verdict.name === 'match' ? say('run.alert.match', { n: verdict.ordinal ?? 0 }) : say(faultWord(verdict))
}
