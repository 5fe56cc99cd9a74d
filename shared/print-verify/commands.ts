/** What a command card can say. None signs, releases or deletes. */
export const commandVerbs = [
  'START',
  'PAUSE',
  'CONT',
  'VOID',
  'REPRINT',
  'SAMPLE',
  'SHIFT',
  'CALL',
  'MUTE',
  'WHY',
  'UNDO',
  'A',
  'B',
  'C',
  'D',
  'HALF',
  'NONE',
  'WHOLE',
  'OK',
  'N0',
  'N1',
  'N2',
  'N3',
  'N4',
  'N5',
  'N6',
  'N7',
  'N8',
  'N9',
] as const
export type CommandVerb = (typeof commandVerbs)[number]

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Text of a command card: `!SGN.<VERB>.<c>`. `!` starts no GS1, HIBCC, ICCBBA, MA or AHM string. */
export const commandText = (verb: CommandVerb): string => `!SGN.${verb}.${checkCharacter(verb)}`

/**
 * The verb of a scanned command card, `refused` when it looks like one but may not be obeyed (wrong check character, or printed as a
 * GS1 carrier), null when it is no command.
 */
export function readCommand(scan: string): CommandVerb | 'refused' | null {
  const aim = /^\](..)/.exec(scan)?.[1] ?? null
  const text = (aim === null ? scan : scan.slice(3)).trim()
  const match = /^!SGN\.([A-Z0-9]+)\.(.)$/.exec(text)
  if (match === null) return text.startsWith('!SGN') ? 'refused' : null
  if (aim === 'C1' || aim === 'd2') return 'refused'
  const verb = commandVerbs.find((known) => known === match[1])
  return verb !== undefined && match[2] === checkCharacter(verb) ? verb : 'refused'
}

/** Weighted sum over the verb, modulo 36: catches a wrong and a swapped character. */
function checkCharacter(verb: string): string {
  let sum = 0
  for (let i = 0; i < verb.length; i++) sum += (i + 2) * (alphabet.indexOf(verb[i]!) + 1)
  return alphabet[sum % 36]!
}
