import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { evidencePage, verifierPage } from '../../electron/station/evidence/page.ts'
import { evidenceLog } from '../rigs/evidence.ts'
import { launchStation, type StationApp } from './fixtures.ts'

// The page is a file of its own: it is opened as an inspector's browser would, in a session without the station's rules.
let station: StationApp
beforeAll(async () => {
  station = await launchStation()
})
afterAll(() => station?.close())

/** Opens a file in Chromium, runs a script there for each step, and gives back what each one said and what the console said. */
const open = (html: string, steps: readonly string[]) => {
  const file = join(station.profile, 'evidence.html')
  writeFileSync(file, html)
  return station.app.evaluate(
    async ({ BrowserWindow }, [path, ready, scripts]) => {
      const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true, partition: 'inspector' } })
      const said: string[] = []
      window.webContents.on('console-message', (_event, _level, message) => said.push(String(message)))
      await window.loadFile(path)
      const answers: unknown[] = []
      await window.webContents.executeJavaScript(ready)
      for (const script of scripts) answers.push(await window.webContents.executeJavaScript(script))
      window.destroy()
      return { answers, said }
    },
    [file, rendered, steps] as const,
  )
}
const rendered = `new Promise((resolve) => {
  const look = () => (document.querySelector('#file') ? resolve(true) : setTimeout(look, 10))
  look()
})`
const verdict = "document.querySelector('#verdict').className + ' ' + document.querySelector('#verdict h2').textContent"
const paste = (key: string) =>
  `document.querySelector('#key').value = ${JSON.stringify(key)}; document.querySelector('form button').click(); ${verdict}`

it('the evidence page verifies offline under its own policy, and says who signed only by the key pasted', async () => {
  const log = evidenceLog()
  const { answers, said } = await open(evidencePage(log.bundle(37)), [
    verdict,
    paste(log.vkey),
    "document.querySelector('header button').click(); document.querySelector('#verdict h2').textContent + ' ' + document.documentElement.lang",
    paste(evidenceLog().vkey),
    "document.querySelectorAll('tbody tr').length",
    // Nothing from elsewhere runs or loads.
    "new Promise((resolve) => { const s = document.createElement('script'); s.textContent = 'window.planted = 1'; document.body.append(s); resolve(String(window.planted)) })",
    "fetch('https://example.com').then(() => 'loaded', () => 'refused')",
  ])
  expect(answers).toEqual([
    'verdict notProven 签名者未证明',
    'verdict proven 证据属实',
    'Evidence proven en',
    'verdict bad Evidence does not hold',
    3,
    'undefined',
    'refused',
  ])
  expect(said.filter((message) => !message.includes('Content Security Policy'))).toEqual([])
})

it('a forged page says so, and hides what is not proved', async () => {
  const log = evidenceLog()
  const bundle = log.bundle(37)
  const events = bundle.events.map((event) => ({ ...event, body: event.body.replace('"take":1', '"take":2') }))
  const { answers } = await open(evidencePage({ ...bundle, events }), [
    verdict,
    paste(log.vkey),
    "document.querySelectorAll('tbody tr')[1].textContent",
  ])
  expect(answers).toEqual(['verdict bad 证据不成立', 'verdict bad 证据不成立', '4–––––未证明'])
})

it("an inspector's own empty page opens the file of another", async () => {
  const log = evidenceLog()
  const choose = (text: string) => `new Promise((resolve) => {
    const files = new DataTransfer()
    files.items.add(new File([${JSON.stringify(text)}], 'evidence.html'))
    const input = document.querySelector('#file')
    input.files = files.files
    input.dispatchEvent(new Event('change'))
    setTimeout(() => resolve(${verdict}), 200)
  })`
  const page = evidencePage(log.bundle(37))
  const { answers } = await open(verifierPage(), [
    "String(document.querySelector('#verdict'))",
    choose(page),
    paste(log.vkey),
    choose(page.slice(0, page.indexOf('"events"'))),
    choose(JSON.stringify(log.bundle(40))),
  ])
  expect(answers).toEqual([
    'null',
    'verdict notProven 签名者未证明',
    'verdict proven 证据属实',
    'verdict bad 证据不成立',
    'verdict proven 证据属实',
  ])
})
