import { hidSystem } from '../../../../drivers/scanners/hid.ts'
import { same, until } from '../case.ts'
import { farScanner } from '../far-scanner.ts'

export const name = 'a scanner that types: the kernel has its keys one by one, GS as Ctrl+]'

/** HID usage of `]`, and the bit of the left Control key. */
const bracketRight = 0x30
const ctrl = 1

export async function run(): Promise<void> {
  const hid = await hidSystem.load()
  const keyboard = (await hid.devicesAsync(0x05e0, 0x1900)).find(({ usagePage, usage }) => usagePage === 1 && usage === 6)
  if (keyboard?.path === undefined) throw new Error('no keyboard on the bus')
  const here = await hid.HIDAsync.open(keyboard.path)
  const seen: string[] = []
  here.on('error', () => {})
  here.on('data', (report) => void seen.push(Buffer.from(report).toString('hex')))
  const far = await farScanner()
  // `]d2`, GS, Enter.
  const sent = await far.keys([
    { usage: bracketRight },
    { usage: 0x07 },
    { usage: 0x1f },
    { usage: bracketRight, modifiers: ctrl },
    { usage: 0x28 },
  ])
  await until('every key', () => seen.length >= sent.length)
  same(
    'the keys',
    seen,
    sent.map((report) => report.toString('hex')),
  )
  await far.close()
  await here.close()
}
