import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { LineState } from '../../shared/contract/line.ts'
import { readCommand } from '../../shared/print-verify/commands.ts'
import { client } from '../client.ts'
import { tellLostScan } from '../scan/lost-scan.ts'
import { useScan } from '../scan/use-scan.ts'
import { director } from '../sound/player.ts'
import { useMay } from '../station/overview.ts'
import { isUnknownOutcome, problemsOf } from '../station/problems.ts'
import { useCalling } from './calling.ts'
import { DoubtScreen } from './doubt-screen.tsx'
import { FaultScreen } from './fault-screen.tsx'
import { useHeldFault } from './held-fault.ts'
import { IdleScreen } from './idle-screen.tsx'
import { LabelFlow } from './label-flow.tsx'
import type { Opened } from './line-route.tsx'
import { LoadFlow } from './load-flow.tsx'
import { MoreScreen } from './more-screen.tsx'
import { RunScreen } from './run-screen.tsx'
import { StoryScreen } from './story-screen.tsx'
import { TotalFlow } from './total-flow.tsx'
import { TrainingFaults } from './training-faults.tsx'
import { TroubleScreen } from './trouble-screen.tsx'
import { VerdictAlert } from './verdict-alert.tsx'

/** What a person opened over the state of the line. */
export type Panel = 'void' | 'extra' | 'reprint' | 'sample' | 'total' | 'more' | 'training' | 'story' | 'load'

export interface ScreenProps {
  readonly state: LineState
  readonly opened: Opened
  readonly open: (panel: Panel) => void
  readonly leave: () => void
}

const muteMs = 30_000

/** One screen per state of the line. What needs a hand (fault, trouble, doubt) stands above what a person opened. */
export function LineScreen({ state, opened, reopen }: { readonly state: LineState; readonly opened: Opened; readonly reopen: () => void }) {
  const [panel, setPanel] = useState<Panel | null>(null)
  const navigate = useNavigate()
  const may = useMay()
  const call = useCalling((calling) => calling.call)
  useSounds(state)
  const held = useHeldFault(state)
  useScan(
    {
      scan: ({ text, imeSeen }) => {
        const command = readCommand(text)
        if (command === 'MUTE') return director.mute(muteMs)
        if (command === 'CALL') return call(state.phase === 'trouble' ? 'repair' : 'inspector')
        if (command === 'WHY') return setPanel('more')
        if (command === 'REPRINT' && may('label.reprintSame')) return setPanel('reprint')
        if (command === 'refused') return director.answer('refused')
        void sendScan(state.job.id, text, imeSeen)
      },
      keys: {
        F3: () => call(state.phase === 'trouble' ? 'repair' : 'inspector'),
        F9: () => director.mute(muteMs),
      },
    },
    true,
  )
  const { phase } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the line comes to rest
  useEffect(() => {
    if (phase === 'idle') reopen()
  }, [phase])
  // What needs a hand takes the place of what a person had opened; they may open it again from there.
  useEffect(() => {
    if (phase === 'fault' || phase === 'stopped' || phase === 'trouble' || phase === 'doubt') setPanel(null)
  }, [phase])
  const close = (): void => setPanel(null)
  const props: ScreenProps = { state, opened, open: setPanel, leave: () => void navigate({ to: '/' }) }
  return (
    <>
      <VerdictAlert state={state} />
      {held === null ? (
        screenOf(props, panel, close)
      ) : (
        <FaultScreen key={held.state.verdict?.seq} {...props} state={held.state} release={held.release} />
      )}
    </>
  )
}

function screenOf(props: ScreenProps, panel: Panel | null, close: () => void) {
  const { state } = props
  if (panel === 'void' || panel === 'extra' || panel === 'reprint' || panel === 'sample')
    return <LabelFlow key={panel} {...props} verb={panel === 'extra' ? 'void' : panel} second={panel === 'extra'} close={close} />
  if (panel === 'story' && state.doubt !== null) return <StoryScreen {...props} close={close} />
  switch (state.phase) {
    case 'fault':
    case 'stopped':
      return <FaultScreen key={state.verdict?.seq} {...props} />
    case 'trouble':
      return <TroubleScreen key={state.trouble?.since} {...props} />
    case 'doubt':
      return <DoubtScreen key={state.doubt?.label} {...props} />
    default:
  }
  if (panel === 'total') return <TotalFlow {...props} close={close} />
  if (panel === 'load') return <LoadFlow {...props} close={close} />
  if (panel === 'training') return <TrainingFaults {...props} close={close} />
  if (panel === 'more') return <MoreScreen {...props} close={close} />
  return state.phase === 'idle' ? <IdleScreen {...props} /> : <RunScreen {...props} />
}

/** A scan read in the page. When it may not have been recorded, that is said. */
async function sendScan(jobId: number, raw: string, imeSeen: boolean): Promise<void> {
  try {
    await client.line.scan({ key: crypto.randomUUID(), jobId, raw, imeSeen })
  } catch (error) {
    director.answer('refused')
    if (isUnknownOutcome(error) || problemsOf(error)[0]?.code === 'engine.away') tellLostScan()
  }
}

function useSounds(state: LineState): void {
  useEffect(() => director.show(state), [state])
  useEffect(() => () => director.close(), [])
}
