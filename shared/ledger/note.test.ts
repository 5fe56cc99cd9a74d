import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { noteSigner, sha256Bytes as sha256, verifyEd25519 } from '../../electron/station/evidence/crypto.ts'
import { base64, fromBase64, hex } from './bytes.ts'
import { extension, formatCheckpoint, originOf, parseCheckpoint } from './checkpoint.ts'
import { formatNote, formatVerifierKey, keyId, type NoteSigner, parseNote, parseVerifierKey, signNote, verifyNote } from './note.ts'

function signer(name: string, privateKey = generateKeyPairSync('ed25519').privateKey): NoteSigner & { readonly vkey: string } {
  const made = noteSigner(name, privateKey)
  return { ...made, vkey: formatVerifierKey(sha256, name, made.publicKey) }
}

const value = <T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: string }): T => {
  if (!parsed.ok) throw new Error(parsed.code)
  return parsed.value
}
const key = (vkey: string) => value(parseVerifierKey(sha256, vkey))

/** The example of c2sp.org/signed-note v1. */
const specKey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const specNote =
  'This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
/** The example of golang.org/x/mod/sumdb/note. */
const goKey = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW'
const goSeed = 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz'
const goText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const goNote = `${goText}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`

describe('signed notes (C2SP signed-note)', () => {
  test('the published examples verify and come back byte for byte', () => {
    for (const [vkey, text] of [
      [specKey, specNote],
      [goKey, goNote],
    ] as const) {
      const note = value(parseNote(text))
      expect(verifyNote(note, [key(vkey)], verifyEd25519)).toEqual({ ok: true })
      expect(formatNote(note)).toBe(text)
      expect(formatVerifierKey(sha256, key(vkey).name, key(vkey).publicKey)).toBe(vkey)
    }
  })

  test('signing with the published Go key gives the published note', () => {
    const seed = Buffer.from(fromBase64(goSeed)!.slice(1))
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
    const peter = signer('PeterNeumann', createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
    expect(formatNote(signNote(sha256, { text: goText, signatures: [] }, peter))).toBe(goNote)
  })

  test('any text of lines comes back; cosignatures stay as they are; other signatures are passed over', () => {
    const [log, witness] = [signer('signet/STN-1'), signer('witness.example/w')]
    const line = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !/[\u0000-\u001f]/.test(text))
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = `${lines.join('\n')}\n`
        const note = signNote(sha256, signNote(sha256, { text, signatures: [] }, log), witness)
        const read = value(parseNote(formatNote(note)))
        expect(read).toEqual(note)
        expect(verifyNote(read, [key(log.vkey)], verifyEd25519)).toEqual({ ok: true })
        expect(verifyNote(read, [key(log.vkey), key(witness.vkey)], verifyEd25519)).toEqual({ ok: true })
      }),
      { numRuns: 50 },
    )
  })

  test('a changed byte of text or signature is wrong; a key that did not sign is unsigned', () => {
    const log = signer('signet/STN-1')
    const note = signNote(sha256, { text: 'a\n', signatures: [] }, log)
    const signature = note.signatures[0]!
    expect(verifyNote({ ...note, text: 'b\n' }, [key(log.vkey)], verifyEd25519)).toEqual({ ok: false, code: 'note.signature' })
    for (let bit = 0; bit < 512; bit += 5) {
      const changed = signature.signature.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const other = { ...note, signatures: [{ ...signature, signature: changed }] }
      expect(verifyNote(other, [key(log.vkey)], verifyEd25519)).toEqual({ ok: false, code: 'note.signature' })
    }
    // one good and one bad signature of the same key: bad
    const both = { ...note, signatures: [signature, { ...signature, signature: signature.signature.slice(1) }] }
    expect(verifyNote(both, [key(log.vkey)], verifyEd25519)).toEqual({ ok: false, code: 'note.signature' })
    // same name, other key
    expect(verifyNote(note, [key(signer('signet/STN-1').vkey)], verifyEd25519)).toEqual({ ok: false, code: 'note.unsigned' })
    expect(verifyNote(note, [], verifyEd25519)).toEqual({ ok: false, code: 'note.unsigned' })
    const thrower = () => {
      throw new Error('not a point')
    }
    expect(verifyNote(note, [key(log.vkey)], thrower)).toEqual({ ok: false, code: 'note.signature' })
  })

  test('what is not a note is refused', () => {
    const line = specNote.slice(specNote.indexOf('—'))
    const faults: [string, string][] = [
      ['', 'note.form'],
      ['a', 'note.form'],
      ['a\n', 'note.form'],
      ['a\n\n', 'note.form'],
      [`\n${line}`, 'note.form'],
      [`a\n${line}`, 'note.form'],
      [`a\n\n${line.slice(0, -1)}`, 'note.form'],
      [`a\n\n${line}\n`, 'note.form'],
      [`a\r\n\n${line}`, 'note.characters'],
      [`a\t\n\n${line}`, 'note.characters'],
      [`a\u0000\n\n${line}`, 'note.characters'],
      [`a\ud800\n\n${line}`, 'note.characters'],
      [`a\n\n- ${line.slice(2)}`, 'note.signatureLine'],
      [`a\n\n${line.replace('example.com/foo', 'a+b')}`, 'note.signatureLine'],
      [`a\n\n${line.replace('example.com/foo', 'a\u3000b')}`, 'note.signatureLine'],
      [`a\n\n${line.replace(' Uw2Q', '  Uw2Q')}`, 'note.signatureLine'],
      [`a\n\n${line.replace('aQM=', 'aQM')}`, 'note.signatureLine'],
      [`a\n\n${line.replace('aQM=', 'aQN=')}`, 'note.signatureLine'],
      ['a\n\n— name AAAA\n', 'note.signatureLine'],
      [`a\n\n${line}x\n`, 'note.signatureLine'],
      [`a\n\n${line.repeat(101)}`, 'note.form'],
      [`${'a'.repeat(1_000_000)}\n\n${line}`, 'note.form'],
    ]
    for (const [text, code] of faults) expect(parseNote(text), JSON.stringify(text.slice(0, 80))).toEqual({ ok: false, code })
    expect(parseNote(`a\n\nb\n\n${line.repeat(100)}`)).toMatchObject({ ok: true, value: { text: 'a\n\nb\n' } })
  })

  test('nothing is signed that could not be read back', () => {
    const log = signer('signet/STN-1')
    for (const text of ['', 'a', 'a\tb\n', 'a\ud800\n'])
      expect(() => signNote(sha256, { text, signatures: [] }, log), JSON.stringify(text)).toThrow(RangeError)
    expect(() => signNote(sha256, { text: 'a\n', signatures: [] }, { ...log, name: 'a b' })).toThrow('note.key')
  })

  test('verifier keys: the id is that of name and key, and each has one spelling', () => {
    const { name, publicKey } = key(specKey)
    expect(keyId(sha256, name, publicKey)).toBe('530d903a')
    for (let at = 0; at < specKey.length; at++) {
      const changed = specKey.slice(0, at) + String.fromCharCode(specKey.charCodeAt(at) + 1) + specKey.slice(at + 1)
      expect(parseVerifierKey(sha256, changed), changed).toEqual({ ok: false, code: 'note.key' })
    }
    for (let from = 0; from < specKey.length; from++)
      for (let to = from + 1; to <= specKey.length; to++)
        if (to - from < specKey.length) expect(parseVerifierKey(sha256, specKey.slice(from, to)).ok).toBe(false)
    const otherType = new Uint8Array([2, ...publicKey])
    const id = hex(sha256(new Uint8Array([...Buffer.from(`${name}\n`), ...otherType]))).slice(0, 8)
    for (const text of ['', `${specKey}A`, `${specKey}\n`, specKey.replace('530d', '530D'), `${name}+${id}+${base64(otherType)}`])
      expect(parseVerifierKey(sha256, text).ok, text).toBe(false)
    for (const bad of ['', 'a b', 'a+b', 'a\nb', 'a\u2003b', 'a\u0000'])
      expect(() => formatVerifierKey(sha256, bad, publicKey), bad).toThrow('note.key')
  })
})

describe('checkpoints (C2SP tlog-checkpoint)', () => {
  const root = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='
  test('the published example is read and written', () => {
    const text = `example.com/behind-the-sofa\n20852163\n${root}\n`
    const read = value(parseCheckpoint(text))
    expect(read).toEqual({ origin: 'example.com/behind-the-sofa', size: 20852163, root: fromBase64(root), extensions: [] })
    expect(formatCheckpoint(read)).toBe(text)
  })

  test('extension lines are kept, known ones found by name', () => {
    const read = value(parseCheckpoint(`${originOf('STN-1')}\n0\n${root}\nprovider os\nsomething else\n`))
    expect(read).toMatchObject({ origin: 'signet/STN-1', size: 0, extensions: ['provider os', 'something else'] })
    expect([extension(read, 'provider'), extension(read, 'something'), extension(read, 'prov'), extension(read, 'at')]).toEqual([
      'os',
      'else',
      null,
      null,
    ])
    expect(formatCheckpoint(read)).toContain('\nprovider os\nsomething else\n')
  })

  test('what is not a checkpoint is refused by line', () => {
    const faults: [string, string][] = [
      ['', 'checkpoint.origin'],
      [`\n1\n${root}\n`, 'checkpoint.origin'],
      [`a\tb\n1\n${root}\n`, 'checkpoint.origin'],
      ['a\n', 'checkpoint.size'],
      ...['01', '+1', '-1', '1.0', '1e3', ' 1', '1 ', '', 'x', '0x1', '١', '9007199254740992', '99999999999999999999'].map(
        (size): [string, string] => [`a\n${size}\n${root}\n`, 'checkpoint.size'],
      ),
      ['a\n1\n', 'checkpoint.root'],
      [`a\n1\n${root.slice(0, -1)}\n`, 'checkpoint.root'],
      [`a\n1\n${root.replace('2I=', '2J=')}\n`, 'checkpoint.root'],
      ['a\n1\nAAAA\n', 'checkpoint.root'],
      [`a\n1\n${root}`, 'checkpoint.extension'],
      [`a\n1\n${root}\nx`, 'checkpoint.extension'],
      [`a\n1\n${root}\n\nx\n`, 'checkpoint.extension'],
    ]
    for (const [text, code] of faults) expect(parseCheckpoint(text), JSON.stringify(text)).toEqual({ ok: false, code })
    expect(parseCheckpoint(`a\n9007199254740991\n${root}\n`).ok).toBe(true)
  })

  test('nothing is written that could not be read back', () => {
    const good = { origin: 'a', size: 1, root: fromBase64(root)!, extensions: [] as string[] }
    for (const bad of [
      { origin: '' },
      { size: -1 },
      { size: 0.5 },
      { root: new Uint8Array(31) },
      { extensions: [''] },
      { extensions: ['a\nb'] },
    ])
      expect(() => formatCheckpoint({ ...good, ...bad }), JSON.stringify(bad)).toThrow(RangeError)
  })
})
