import { type FileHandle, open } from 'node:fs/promises'

/** The far end of the USB scanner: the reports it sends. */
export interface FarScanner {
  /** A code as HID POS reports, 56 bytes of data each; `only`: so many of them, as if the cable were pulled then. */
  pos(code: string, only?: number): Promise<void>
  /** Keys, by HID usage (keyboard page 7), each pressed and let go; modifier bits as in byte 0 of a boot keyboard's report. */
  keys(keys: readonly { readonly usage: number; readonly modifiers?: number }[]): Promise<Buffer[]>
  close(): Promise<void>
}

export async function farScanner(): Promise<FarScanner> {
  const pos = await open('/dev/hidg0', 'r+')
  const keyboard = await open('/dev/hidg1', 'r+')
  return {
    async pos(code, only = Number.POSITIVE_INFINITY) {
      const aim = Buffer.from(code.slice(0, 3), 'latin1')
      const data = Buffer.from(code.slice(3), 'latin1')
      const count = Math.max(1, Math.ceil(data.length / 56))
      for (let i = 0; i < Math.min(count, only); i++) {
        const part = data.subarray(i * 56, i * 56 + 56)
        const report = Buffer.alloc(64)
        report.set([2, part.length, ...aim, ...part])
        report[63] = i < count - 1 ? 1 : 0
        await send(pos, report)
      }
    },
    async keys(keys) {
      const sent = keys.flatMap(({ usage, modifiers = 0 }) => [Buffer.from([modifiers, 0, usage, 0, 0, 0, 0, 0]), Buffer.alloc(8)])
      for (const report of sent) await send(keyboard, report)
      return sent
    },
    async close() {
      await pos.close()
      await keyboard.close()
    },
  }
}

async function send(file: FileHandle, report: Buffer): Promise<void> {
  await file.write(report, 0, report.length, null)
}
