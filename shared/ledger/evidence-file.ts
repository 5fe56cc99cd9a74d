/** Where a page holds its bundle: an element that no browser runs. */
const element = /<script type="application\/json" id="evidence">([\s\S]*?)<\/script>/

/** The JSON text inside an evidence page, or null when there is none. */
export const bundleText = (html: string): string | null => element.exec(html)?.[1] ?? null

/** The page with a JSON text in that element. */
export const withBundleText = (html: string, json: string): string =>
  html.replace(element, (whole, old: string) => {
    const from = whole.indexOf('>') + 1
    return whole.slice(0, from) + json + whole.slice(from + old.length)
  })

/** The JSON text of a bundle in a file that is a page or the bundle alone; null for a page without one. */
export const bundleTextOf = (text: string): string | null => (/^[\s\ufeff]*</.test(text) ? bundleText(text) : text.replace(/^\ufeff/, ''))
