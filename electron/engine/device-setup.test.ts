import { afterEach, beforeEach, expect, test } from 'vitest'
import { type EngineClient, type EngineRig, engineRig, key, setUp } from '../../test/rigs/engine.ts'
import { system } from '../station/store/store.ts'

let rig: EngineRig
let page: EngineClient
beforeEach(async () => {
  rig = await engineRig()
  page = rig.page()
  await setUp(page)
})
afterEach(() => rig.close())

const nowhere = { kind: 'tcp', host: '127.0.0.1', port: 1 } as const
const printer = {
  name: 'P',
  connection: nowhere,
  dpi: 300,
  widthMm: 104,
  darkness: 15,
  speed: 4,
  offsetXMm: 0,
  offsetYMm: 0,
  language: 'zpl',
  media: 'gap',
  nativeSymbol: false,
  answers: 'unknown',
  calibratedOn: null,
  calibrationDays: 0,
} as const

test('the search for a language tells its steps and ends by itself', async () => {
  const steps = []
  for await (const step of await page.devices.detect({ connection: nowhere })) steps.push(step)
  expect(steps[0]).toMatchObject({ of: 6, seen: null })
  expect(steps.at(-1)).toMatchObject({ n: 1, trying: null, seen: { code: 'linkLost', answers: 'unknown' } })
})

test('a printer whose order is running is neither asked nor tried; another one is', async () => {
  const station = rig.services.station()
  station.devices.save(system, null, 'printer', printer)
  station.line.runningOrder = () => 'TR-000001'
  const busy = { data: { problems: [{ code: 'line.busy', params: { order: 'TR-000001' } }] } }
  await expect(page.devices.see({ connection: nowhere, language: 'tspl' })).rejects.toMatchObject(busy)
  await expect(page.devices.detect({ connection: nowhere })).rejects.toMatchObject(busy)
  await expect(page.devices.tryPrint({ key: key(), printer, symbol: 'trial' })).rejects.toMatchObject(busy)
  expect(await page.devices.see({ connection: { ...nowhere, port: 2 }, language: 'tspl' })).toMatchObject({ code: 'linkLost' })
})
