/**
 * Characters of what a person copies by hand: no I, L, O, 0 or 1. There are 31 of them, a prime, so that the weighted sum finds every wrong
 * character and every swapped pair.
 */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

/** `count` characters, each as likely as the others. `random` gives that many random bytes. */
export function drawCharacters(count: number, random: (bytes: number) => Uint8Array): string {
  const most = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < count)
    for (const byte of random(count)) if (byte < most && text.length < count) text += alphabet[byte % alphabet.length]
  return text
}

function checkCharacter(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += (i + 2) * alphabet.indexOf(text[i]!)
  return alphabet[sum % alphabet.length]!
}

const rightCheck = (text: string): boolean =>
  [...text].every((character) => alphabet.includes(character)) && checkCharacter(text.slice(0, -1)) === text.at(-1)

const badgeLength = 10

/** A new badge's text, `!SGB.<random>.<c>` for Code 128: 49 random bits, nothing of the person. `!` starts no code of any agency. */
export function drawBadge(random: (bytes: number) => Uint8Array): string {
  const text = drawCharacters(badgeLength, random)
  return `!SGB.${text}.${checkCharacter(text)}`
}

/** The badge text in a scan, `refused` for one that is misread or printed as a GS1 carrier, null when the scan is no badge. */
export function readBadge(scan: string): string | 'refused' | null {
  const aim = /^\](..)/.exec(scan)?.[1] ?? null
  const text = (aim === null ? scan : scan.slice(3)).trim()
  if (!text.startsWith('!SGB')) return null
  const match = /^!SGB\.([0-9A-Z]{10})\.([0-9A-Z])$/.exec(text)
  return match !== null && aim !== 'C1' && aim !== 'd2' && rightCheck(match[1]! + match[2]!) ? text : 'refused'
}

const recoveryLength = 16

/** A new recovery code, `XXXX-XXXX-XXXX-XXXX`: 74 random bits, the last character is the check. */
export function drawRecoveryCode(random: (bytes: number) => Uint8Array): string {
  const text = drawCharacters(recoveryLength - 1, random)
  return groups(text + checkCharacter(text))
}

/** A typed recovery code in its written form, or null when it cannot be one: too short, a character that is not used, a slip. */
export function readRecoveryCode(typed: string): string | null {
  const text = typed.normalize('NFKC').toUpperCase().replaceAll(/[\s-]/g, '')
  return text.length === recoveryLength && rightCheck(text) ? groups(text) : null
}

const groups = (text: string): string => text.replaceAll(/.{4}(?=.)/g, '$&-')
