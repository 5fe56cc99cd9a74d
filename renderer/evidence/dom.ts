type Child = Node | string | null

/** An element with children. Text is only ever text: nothing of a bundle is read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  for (const child of children) if (child !== null) made.append(child)
  return made
}

const svgSpace = 'http://www.w3.org/2000/svg'
const shapes = {
  proven: ['M24 2a22 22 0 1 0 .01 0z', 'M13 24.5l8 8 14-16'],
  bad: ['M15 2h18l13 13v18L33 46H15L2 33V15z', 'M15.5 15.5l17 17M32.5 15.5l-17 17'],
  notProven: ['M24 1 47 24 24 47 1 24z', 'M17.5 19c0-4 3-6.5 6.5-6.5s6.5 2.3 6.5 6c0 5-6.5 5-6.5 9.5M24 31.5v4.8'],
} as const
export type Mark = keyof typeof shapes

/** The verdict marks of the station: circle and tick, octagon and cross, diamond and question. Decoration beside its word. */
export function mark(name: Mark, cut: string): SVGSVGElement {
  const svg = document.createElementNS(svgSpace, 'svg')
  svg.setAttribute('viewBox', '0 0 48 48')
  svg.setAttribute('aria-hidden', 'true')
  const [body, sign] = shapes[name]
  const part = (d: string, attributes: Readonly<Record<string, string>>): void => {
    const path = document.createElementNS(svgSpace, 'path')
    for (const [key, value] of Object.entries({ d, ...attributes })) path.setAttribute(key, value)
    svg.append(path)
  }
  part(body, { fill: 'currentColor' })
  part(sign, { fill: 'none', stroke: cut, 'stroke-width': '5' })
  return svg
}

/** Characters that would turn, hide or join text are shown by their number. */
export const visible = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (letter) => `[U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  )
