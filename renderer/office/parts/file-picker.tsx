import { Button } from 'antd'
import { type ChangeEvent, type DragEvent, useRef, useState } from 'react'
import { amount } from '../../design/format.ts'
import { Icon } from '../../design/icon.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import type { GivenFile } from '../../station/upload.ts'
import { useWords } from '../../station/words.ts'

/** What the engine takes; a larger one is refused before it is read. */
const mostBytes = 32_000_000

interface FilePickerProps {
  readonly label: string
  readonly help: string
  readonly accept: string
  readonly file: GivenFile | null
  readonly onFile: (file: GivenFile) => void
}

/** Choose a file or drop it. A file that is too large is refused in words, before it is read. */
export function FilePicker({ label, help, accept, file, onFile }: FilePickerProps) {
  const { t } = useWords()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [tooBig, setTooBig] = useState<File | null>(null)
  const take = async (given: File | undefined): Promise<void> => {
    if (given === undefined) return
    setTooBig(given.size > mostBytes ? given : null)
    if (given.size <= mostBytes) onFile({ name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) })
  }
  const chosen = ({ target }: ChangeEvent<HTMLInputElement>): void => {
    void take(target.files?.[0])
    // The same file may be chosen again after it was mended.
    target.value = ''
  }
  const hover = (event: DragEvent): void => {
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <fieldset
      className={over ? 'drop over' : 'drop'}
      onDragOver={hover}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      aria-label={label}
    >
      <Icon name="download" />
      <div className="grow">
        <b>{file === null ? label : file.name}</b>
        <div className="softer">{file === null ? help : t('office.file.size', { kb: amount(Math.ceil(file.bytes.length / 1024)) })}</div>
        {tooBig === null ? null : (
          <div className="field">
            <div className="fault" role="alert">
              <VerdictMark mark="fail" />
              <span>{t('office.file.tooBig', { name: tooBig.name, kb: amount(Math.ceil(tooBig.size / 1024)) })}</span>
            </div>
          </div>
        )}
      </div>
      <input ref={input} type="file" accept={accept} hidden aria-label={label} onChange={chosen} />
      <Button onClick={() => input.current?.click()}>{file === null ? t('office.file.choose') : t('office.file.other')}</Button>
    </fieldset>
  )
}
