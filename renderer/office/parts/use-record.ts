import { useRef, useState } from 'react'
import { amount } from '../../design/format.ts'
import { useWords } from '../../station/words.ts'
import { useCommand } from '../use-command.ts'
import { download } from './download.ts'

interface Step {
  readonly done: number
  readonly of: number
  readonly file: { readonly name: string; readonly bytes: Uint8Array; readonly rows: number } | null
}

/** A document that is being made: how far it is, and a way to stop it. When it is there it is handed to the person. */
export function useRecord<Input extends object>(ask: (input: Input, options: { signal: AbortSignal }) => Promise<AsyncIterable<Step>>) {
  const { t } = useWords()
  const [step, setStep] = useState<Step | null>(null)
  const stopping = useRef<AbortController | null>(null)
  const call = useCommand(async ({ key: _key, ...input }: Input & { key: string }) => {
    const stop = new AbortController()
    stopping.current = stop
    try {
      for await (const next of await ask(input as unknown as Input, { signal: stop.signal })) {
        if (next.file === null) setStep(next)
        else {
          download(next.file.name, next.file.bytes)
          return { name: next.file.name, rows: next.file.rows }
        }
      }
      return null
    } catch (error) {
      if (stop.signal.aborted) return null
      throw error
    } finally {
      setStep(null)
    }
  })
  return {
    ...call,
    /** What the button says meanwhile. */
    busyWords:
      step === null || step.of < 1_000 ? t('office.export.busy') : t('record.act.busy', { n: amount(step.done), of: amount(step.of) }),
    stop: (): void => stopping.current?.abort(),
  }
}
