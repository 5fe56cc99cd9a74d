// Inspectors' browsers may be older than Object.hasOwn (ES2022) and String.isWellFormed (ES2024). Imported before all else.
const missing = (holder: object, name: string, value: unknown): void => {
  if (!(name in holder)) Object.defineProperty(holder, name, { value, configurable: true, writable: true })
}

missing(Object, 'hasOwn', (value: object, name: PropertyKey) => Object.getOwnPropertyDescriptor(value, name) !== undefined)
missing(String.prototype, 'isWellFormed', function isWellFormed(this: string) {
  return !/\p{Cs}/u.test(this)
})
