import { useSyncExternalStore } from 'react'
import { type EngineState, engineState, onEngineState } from '../client.ts'

/** Whether the engine answers, kept current. */
export const useEngine = (): EngineState => useSyncExternalStore(onEngineState, engineState)
