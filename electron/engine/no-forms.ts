/**
 * Must be the engine's first import. For every message the server asks whether it is a form; Node would load its whole HTTP client to say
 * what a form is. None ever crosses our port (shared/contract/wire.ts).
 */
Object.defineProperty(globalThis, 'FormData', { value: class FormData {}, configurable: true, writable: true })
