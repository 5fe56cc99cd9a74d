/** Puts parameters into the {{places}} of a text; a place without its parameter stays empty. For readers without i18next. */
export const fill = (text: string, params: Readonly<Record<string, unknown>> = {}): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_place, name: string) => String(params[name] ?? ''))
