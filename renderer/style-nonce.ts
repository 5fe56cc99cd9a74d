/**
 * Must be the first import of the page. zod would probe `new Function` once and raise a report of the security policy;
 * this switch is read when it loads, so it stands before every other module.
 */
;(globalThis as { __zod_globalConfig?: { jitless: boolean } }).__zod_globalConfig = { jitless: true }

/** The nonce of this load, for ConfigProvider's `csp`. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''

// Two helpers of the component library (scroll lock and scroll-bar measure) write <style> elements without asking for the
// nonce. Elements made by script get it here; markup an attacker could inject never passes this way.
const make = document.createElement.bind(document)
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = make(name, options)
  if (element instanceof HTMLStyleElement) element.nonce = nonce
  return element
}) as typeof document.createElement
