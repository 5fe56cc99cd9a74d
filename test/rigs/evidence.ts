import { generateKeyPairSync } from 'node:crypto'
import { noteSigner, sha256Bytes as sha256 } from '../../electron/station/evidence/crypto.ts'
import { base64, utf8 } from '../../shared/ledger/bytes.ts'
import { formatCheckpoint, originOf } from '../../shared/ledger/checkpoint.ts'
import { type EvidenceBundle, evidenceFormat } from '../../shared/ledger/evidence-form.ts'
import { canonical, type Json } from '../../shared/ledger/jcs.ts'
import { CompactRange, consistencyProof, type Hash, inclusionProof, leafHash, type Nodes, rootAt } from '../../shared/ledger/merkle.ts'
import { formatNote, formatVerifierKey, signNote } from '../../shared/ledger/note.ts'

/** A log of made-up entries with a key of its own, to make evidence bundles without a ledger. */
export interface EvidenceLog {
  readonly station: string
  readonly vkey: string
  readonly bodies: readonly string[]
  /** A signed checkpoint of the first `size` entries. */
  checkpoint(size: number): string
  inclusion(seq: number, size: number): string[]
  consistency(size1: number, size2: number): string[]
  /** Evidence for label 7 (entries 3 to 5), at the first `size` entries; also of others. */
  bundle(size: number, seqs?: readonly number[]): EvidenceBundle
}

const code = '(01)06901234500011(11)260201(17)290131(10)LOT1(21)T-000007'
const codeB = '(01)06901234500028(11)260201(17)290131(10)LOT2(21)T-000008'

/** Entries 3 to 5 are about label 7 of order A-1, 6 and 7 about label 8 of order B-1; the others fill the log. */
export function evidenceLog(entries = 40, station = 'STN-0123456789'): EvidenceLog {
  const name = originOf(station)
  const signer = noteSigner(name, generateKeyPairSync('ed25519').privateKey)
  const about = { order: 'A-1', job: 1, label: 7, ordinal: 7, unit: 7 }
  const special: Readonly<Record<number, Json>> = {
    3: { kind: 400, entities: { order: 'A-1', product: 1 }, after: { no: 'A-1', di: '06901234500011', lot: 'LOT1', quantity: 100 } },
    4: { kind: 500, entities: about, after: { code, take: 1, template: 'unit-40x20', version: 3, sha256: 'ab'.repeat(32) } },
    6: { kind: 400, entities: { order: 'B-1', product: 2 }, after: { no: 'B-1', di: '06901234500028', lot: 'LOT2', quantity: 10 } },
    7: { kind: 500, entities: { order: 'B-1', job: 2, label: 8, ordinal: 1, unit: 8 }, after: { code: codeB, take: 1 } },
    5: { kind: 501, entities: about, after: { verdict: 'match', raw: code, symbology: 'd2', evidence: 'E5' } },
  }
  const body = (seq: number): string =>
    canonical({
      v: 1,
      seq,
      at: Date.UTC(2026, 2, 1) + seq * 1000,
      zone: 480,
      boot: '00000001',
      mono: seq * 1000,
      station,
      actor: 2,
      role: 'operator',
      device: seq === 5 ? '扫码枪 1' : null,
      kind: 410,
      entities: {},
      before: null,
      after: null,
      reason: null,
      act: null,
      ...(special[seq] as object | undefined),
    } as Json)
  const bodies = Array.from({ length: entries }, (_, i) => body(i + 1))

  const found = new Map<string, Hash>()
  let range = CompactRange.empty(sha256)
  for (const [i, text] of bodies.entries()) {
    const leaf = leafHash(sha256, utf8(text))
    found.set(`0/${i}`, leaf)
    const next = range.append(leaf)
    for (const { level, index, hash: node } of next.finished) found.set(`${level}/${index}`, node)
    range = next.range
  }
  const nodes: Nodes = (level, index) => found.get(`${level}/${index}`)!

  const checkpoint = (size: number): string => {
    const text = formatCheckpoint({
      origin: name,
      size,
      root: rootAt(sha256, size, nodes),
      extensions: ['provider file', 'at 2026-03-01T00:10:00Z'],
    })
    return formatNote(signNote(sha256, { text, signatures: [] }, signer))
  }
  const inclusion = (seq: number, size: number): string[] => inclusionProof(sha256, seq - 1, size, nodes).map(base64)
  const vkey = formatVerifierKey(sha256, name, signer.publicKey)
  return {
    station,
    vkey,
    bodies,
    checkpoint,
    inclusion,
    consistency: (size1, size2) => consistencyProof(sha256, size1, size2, nodes).map(base64),
    bundle: (size, seqs = [3, 4, 5]) => ({
      format: evidenceFormat,
      subject: { kind: 'label', order: 'A-1', label: 7, ordinal: 7, code },
      station: { id: station, name: '一号站', firm: '示例医疗 <Example> & Co' },
      made: '2026-03-01T00:12:00Z',
      checkpoint: checkpoint(size),
      vkey,
      events: seqs.map((seq) => ({ seq, body: bodies[seq - 1]!, proof: inclusion(seq, size) })),
      facts: {
        operator: '王芳 <script>',
        template: { id: 'unit-40x20', version: 3 },
        devices: ['扫码枪 1'],
        scanBack: { verdict: 'match', raw: `]d2${code}` },
      },
      people: { '2': '王芳' },
    }),
  }
}
