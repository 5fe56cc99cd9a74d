import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256Bytes as sha256, verifyEd25519 } from '../../electron/station/evidence/crypto.ts'
import { evidenceLog } from '../../test/rigs/evidence.ts'
import { en } from '../i18n/en.ts'
import { zhCN } from '../i18n/zh-CN.ts'
import { checkpointFaults } from './checkpoint.ts'
import { type EvidenceResult, evidenceFaults, verifyEvidence } from './evidence.ts'
import type { EvidenceBundle } from './evidence-form.ts'
import { noteFaults } from './note.ts'
import { proofFaults } from './proof.ts'

const log = evidenceLog(40)
const good = log.bundle(37)
const check = (bundle: unknown, key: string | null = log.vkey): EvidenceResult => verifyEvidence(bundle, { sha256, verifyEd25519, key })
const codes = (result: EvidenceResult): string[] => result.problems.map(({ code }) => code)
const with3 = (change: (event: EvidenceBundle['events'][number]) => object): EvidenceBundle => ({
  ...good,
  events: good.events.map((event) => (event.seq === 4 ? { ...event, ...change(event) } : event)),
})

describe('a good bundle', () => {
  test('with the key: proven', () => {
    const result = check(good)
    expect(result).toMatchObject({ ok: true, signer: 'proven', problems: [], later: [] })
    expect(result.checkpoint).toMatchObject({
      origin: 'signet/STN-0123456789',
      size: 37,
      provider: 'file',
      at: '2026-03-01T00:10:00Z',
      signatures: ['signet/STN-0123456789'],
    })
    expect(result.events.map(({ seq, ok, code, body }) => [seq, ok, code, body?.['kind']])).toEqual([
      [3, true, null, 400],
      [4, true, null, 500],
      [5, true, null, 501],
    ])
    expect(check(good, ` ${log.vkey}\n`).signer).toBe('proven')
  })

  test('without one: it holds together, but nobody is proved to have signed', () => {
    expect(check(good, null)).toMatchObject({ ok: true, signer: 'notProven', problems: [] })
    expect(check({ ...good, vkey: null }, null)).toMatchObject({ ok: true, signer: 'notProven' })
    expect(check({ ...good, vkey: null })).toMatchObject({ ok: true, signer: 'proven' })
  })

  test('later checkpoints prove that the log only grew', () => {
    const later = [
      { checkpoint: log.checkpoint(39), proof: log.consistency(37, 39) },
      { checkpoint: log.checkpoint(40), proof: log.consistency(39, 40) },
    ]
    expect(check({ ...good, later })).toMatchObject({
      ok: true,
      signer: 'proven',
      later: [
        { size: 39, ok: true },
        { size: 40, ok: true },
      ],
    })
    expect(codes(check({ ...good, later: [{ ...later[0]!, proof: log.consistency(37, 39).reverse() }] }))).toEqual(['proof.root'])
    expect(codes(check({ ...good, later: [{ ...later[0]!, proof: ['x'] }] }))).toEqual(['proof.hash'])
    expect(codes(check({ ...good, later: [{ checkpoint: log.checkpoint(20), proof: [] }] }))).toEqual(['proof.size'])
    expect(codes(check({ ...good, later: [{ checkpoint: 'x', proof: [] }] }))).toEqual(['note.form'])
    // the same tree under another station's name
    const elsewhere = evidenceLog(40, 'STN-OTHER').checkpoint(40)
    expect(check({ ...good, later: [{ checkpoint: elsewhere, proof: [] }] }).later).toMatchObject([{ ok: false, code: 'evidence.origin' }])
    const forged = later[0]!.checkpoint.replace('at 2026', 'at 2027')
    expect(codes(check({ ...good, later: [{ ...later[0]!, checkpoint: forged }] }))).toEqual(['note.signature'])
  })
})

describe('a forged bundle', () => {
  test('another station signs a log of its own: the key given tells', () => {
    const forger = evidenceLog(40)
    const forged = forger.bundle(37)
    expect(check(forged, null)).toMatchObject({ ok: true, signer: 'notProven' })
    expect(check(forged)).toMatchObject({
      ok: false,
      signer: 'notProven',
      problems: [{ code: 'note.unsigned', params: { which: 'given' } }],
    })
    // the forger states the real key, too
    expect(codes(check({ ...forged, vkey: log.vkey }, null))).toEqual(['note.unsigned'])
  })

  test('a signature of the key under another name or origin', () => {
    const other = evidenceLog(40, 'STN-OTHER')
    expect(codes(check(other.bundle(37)))).toEqual(['evidence.keyName', 'note.unsigned'])
    expect(codes(check({ ...good, station: { ...good.station, id: 'STN-OTHER' } }))).toEqual([
      'evidence.origin',
      'evidence.station',
      'evidence.station',
      'evidence.station',
      ...Array(4).fill('evidence.subject'),
    ])
  })

  test('the checkpoint text is changed', () => {
    expect(codes(check({ ...good, checkpoint: good.checkpoint.replace('provider file', 'provider os') }))).toEqual(['note.signature'])
    expect(codes(check({ ...good, checkpoint: good.checkpoint.replace('\n37\n', '\n037\n') }))).toEqual(['checkpoint.size'])
    expect(check({ ...good, checkpoint: good.checkpoint.replace('\n37\n', '\n38\n') })).toMatchObject({ ok: false, signer: 'notProven' })
    expect(codes(check({ ...good, checkpoint: '' }))).toEqual(['note.form'])
  })

  test('an entry is changed, swapped, moved or told in other words', () => {
    const first = (bundle: EvidenceBundle) => check(bundle).events.find(({ seq }) => seq === 4)
    expect(first(with3(({ body }) => ({ body: body.replace('"take":1', '"take":2') })))).toEqual({
      seq: 4,
      ok: false,
      code: 'proof.root',
      body: null,
    })
    expect(first(with3(({ body }) => ({ body: ` ${body}` })))?.code).toBe('evidence.notCanonical')
    expect(first(with3(({ body }) => ({ body: body.replace('"v":1', '"v":1,"v":1') })))?.code).toBe('evidence.notCanonical')
    expect(first(with3(({ body }) => ({ body: body.replace('"v":1', '"v":1.0') })))?.code).toBe('evidence.notCanonical')
    for (const body of ['', '[]', 'null', '4', '{', '['.repeat(100_000)])
      expect(first(with3(() => ({ body })))?.code).toBe('evidence.notCanonical')
    expect(first(with3(() => ({ body: log.bodies[4] })))?.code).toBe('evidence.seq')
    expect(first(with3(({ body }) => ({ body: body.replace('STN-0123456789', 'STN-X') })))?.code).toBe('evidence.station')
    expect(first(with3(() => ({ proof: log.inclusion(5, 37) })))?.code).toBe('proof.root')
    expect(first(with3(({ proof }) => ({ proof: proof.slice(1) })))?.code).toBe('proof.length')
    expect(first(with3(() => ({ proof: ['x'] })))?.code).toBe('proof.hash')
    expect(check(with3(() => ({ seq: 38, body: log.bodies[37] }))).problems).toContainEqual({ code: 'proof.index', params: { seq: 38 } })
  })

  test('entries twice, in another order, or none', () => {
    const [a, b, c] = good.events
    expect(codes(check({ ...good, events: [a, b, b, c] }))).toEqual(['evidence.order'])
    expect(codes(check({ ...good, events: [b, a, c] }))).toEqual(['evidence.order'])
    expect(codes(check({ ...good, subject: { kind: 'order', order: 'A-1' }, events: [] }))).toEqual(['evidence.empty', 'evidence.subject'])
  })

  test('a title over entries about something else', () => {
    for (const claim of [{ order: 'A-2' }, { label: 8 }, { ordinal: 8 }, { unit: 8 }, { code: '(01)1' }, { di: '1' }, { lot: 'LOT2' }])
      expect(check({ ...good, subject: { ...good.subject, ...claim } }).problems, JSON.stringify(claim)).toEqual([
        { code: 'evidence.subject', params: { field: Object.keys(claim)[0] } },
      ])
    expect(check({ ...good, subject: { kind: 'lot', lot: 'LOT1', di: '06901234500011' } }).ok).toBe(true)
    expect(check({ ...good, subject: { kind: 'order', order: 'A-1' } }).ok).toBe(true)
  })

  test('a title put together from entries about different labels and orders', () => {
    const both = log.bundle(37, [3, 4, 5, 6, 7])
    const codeB = '(01)06901234500028(11)260201(17)290131(10)LOT2(21)T-000008'
    const fields = (subject: object): unknown[] =>
      check({ ...both, subject: subject as EvidenceBundle['subject'] }).problems.map(({ params }) => params['field'])
    expect(fields({ kind: 'label', order: 'B-1', label: 8, ordinal: 1, unit: 8, code: codeB, di: '06901234500028', lot: 'LOT2' })).toEqual(
      [],
    )
    expect(fields({ kind: 'label', order: 'A-1', label: 7, ordinal: 1, unit: 8, code: codeB })).toEqual(['order', 'label'])
    expect(fields({ kind: 'label', order: 'A-1', label: 7, unit: 7, code: codeB })).toEqual(['code'])
    expect(fields({ kind: 'label', label: 7, code: codeB })).toHaveLength(1)
    expect(fields({ kind: 'label', label: 7, ordinal: 7, lot: 'LOT2' })).toEqual(['lot'])
    expect(fields({ kind: 'label', code: codeB, lot: 'LOT1' })).toEqual(['lot'])
    expect(fields({ kind: 'lot', di: '06901234500011', lot: 'LOT2' })).toHaveLength(1)
    expect(fields({ kind: 'order', order: 'A-1', lot: 'LOT2' })).toHaveLength(1)
    // an order is named by its opening, not by a label alone
    expect(codes(check({ ...log.bundle(37, [4, 5]), subject: { kind: 'order', order: 'A-1' } }))).toEqual(['evidence.subject'])
  })

  test('a key that is none', () => {
    expect(check(good, 'x')).toMatchObject({ ok: false, signer: 'notProven', problems: [{ code: 'note.key', params: { which: 'given' } }] })
    expect(check({ ...good, vkey: 'x' })).toMatchObject({
      ok: false,
      signer: 'proven',
      problems: [{ code: 'note.key', params: { which: 'stated' } }],
    })
  })
})

describe('what is no bundle', () => {
  test('every place that is wrong is named', () => {
    const wrong = {
      ...good,
      subject: { kind: 'x' },
      station: { id: 1 },
      made: 'today',
      checkpoint: null,
      vkey: 1,
      facts: [],
      people: { '1': 2 },
      events: [{}],
      later: 3,
    }
    expect(check(wrong).problems.map(({ code, params }) => `${code} ${params['path']}`)).toEqual(
      [
        'subject.kind',
        'station.id',
        'station.name',
        'station.firm',
        'made',
        'checkpoint',
        'vkey',
        'facts',
        'people',
        'events.0',
        'later',
      ].map((path) => `evidence.form ${path}`),
    )
    expect(codes(check({ ...good, subject: { kind: 'lot' } }))).toEqual(['evidence.form'])
    expect(codes(check({ ...good, format: 'signet-evidence/2' }))).toEqual(['evidence.format'])
  })

  test('never throws, never says ok', () => {
    const thrower = new Proxy(
      {},
      {
        get() {
          throw new Error('no')
        },
      },
    )
    for (const value of [null, undefined, 1, 'x', [], {}, thrower, { ...good, events: thrower }])
      expect(check(value)).toMatchObject({ ok: false, signer: 'notProven' })
    fc.assert(fc.property(fc.anything(), (value) => void expect(check(value).ok).toBe(false)))
    const fields = Object.keys(good) as (keyof EvidenceBundle)[]
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.anything(), (field, value) => {
        const result = check({ ...good, [field]: value })
        // these three hold nothing that is proved
        if (!['facts', 'people', 'made', 'vkey'].includes(field)) expect(result.ok).toBe(false)
      }),
    )
  })

  test('any one character changed anywhere in checkpoint or entries is noticed', () => {
    const proved = JSON.stringify({ checkpoint: good.checkpoint, events: good.events })
    fc.assert(
      fc.property(fc.nat(proved.length - 1), fc.integer({ min: 33, max: 126 }), (at, letter) => {
        const text = proved.slice(0, at) + String.fromCharCode(letter) + proved.slice(at + 1)
        let parts: object
        try {
          parts = JSON.parse(text) as object
        } catch {
          return
        }
        // another spelling of the same JSON
        if (JSON.stringify(parts) === proved) return
        expect(check({ ...good, checkpoint: null, events: null, ...parts }).ok, text.slice(Math.max(0, at - 20), at + 20)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

test('every code has words in both languages', () => {
  for (const code of [...proofFaults, ...noteFaults, ...checkpointFaults, ...evidenceFaults])
    for (const words of [zhCN, en] as readonly Record<string, string>[]) expect(words[`error.${code}`], code).toBeTruthy()
})
