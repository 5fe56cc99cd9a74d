import { SerialLink } from '../../../../drivers/transports/serial.ts'
import { failure, figure, plug, same, unplug, until } from '../case.ts'

export const name = 'a CDC scanner: a code arrives with its GS, the cable is pulled, it comes back'

const code = ']d2010690123456789217310101\u001d10LOT1\u001d21A\r'

export async function run(): Promise<void> {
  const here = new SerialLink({ path: '/dev/ttyACM0', baud: 115_200, flow: 'none' })
  let [heard, lost] = ['', 0]
  here.onData((bytes) => {
    heard += bytes.toString('latin1')
  })
  here.onLost(() => lost++)
  await here.open()
  let far = new SerialLink({ path: '/dev/ttyGS0', baud: 115_200, flow: 'none' })
  let asked = ''
  far.onData((bytes) => {
    asked += bytes.toString('latin1')
  })
  await far.open()
  const began = performance.now()
  await far.write(Buffer.from(code, 'latin1'))
  await until('the code', () => heard.length >= code.length)
  figure('ms from scan to code', performance.now() - began)
  same('the code', heard, code)
  await here.write(Buffer.from('\u0016T\r', 'latin1'))
  await until('the order', () => asked === '\u0016T\r')
  await far.close()
  const pulled = performance.now()
  unplug('cdc')
  await until('lost', () => lost === 1)
  figure('ms from pulling the scanner to lost', performance.now() - pulled)
  same('closed', [here.isOpen, (await failure(here.open()))?.['fault']], [false, 'absent'])
  plug('cdc')
  await until('open again', async () => (await failure(here.open())) === null)
  far = new SerialLink({ path: '/dev/ttyGS0', baud: 115_200, flow: 'none' })
  await far.open()
  heard = ''
  await far.write(Buffer.from(code, 'latin1'))
  await until('the code again', () => heard.length >= code.length)
  same('the code again', heard, code)
  await far.close()
  await here.close()
}
