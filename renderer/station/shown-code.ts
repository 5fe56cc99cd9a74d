import { create } from 'zustand'

/** A recovery code that was just made: it is shown until somebody says that it is written down, and then nowhere. */
export const useShownCode = create<{ readonly code: string | null; readonly signIn: boolean }>(() => ({ code: null, signIn: false }))

/** `signIn`: the person is not in yet and signs in with the new password next. */
export const showCode = (code: string, signIn = false): void => useShownCode.setState({ code, signIn })

export const hideCode = (): void => useShownCode.setState({ code: null, signIn: false })
