import { Button, Drawer, Select } from 'antd'
import { useEffect, useState } from 'react'
import { type InsuranceColumn, type InsuranceTable, insuranceColumns, insuranceTables } from '../../../shared/insurance/code.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { problemsOf } from '../../station/problems.ts'
import { forget, type GivenFile, sendable } from '../../station/upload.ts'
import { useWords } from '../../station/words.ts'
import { ColumnUses, usesOf } from '../parts/column-uses.tsx'
import { Field } from '../parts/field.tsx'
import { FilePicker } from '../parts/file-picker.tsx'
import { useCommand } from '../use-command.ts'

type Preview = Awaited<ReturnType<typeof client.insurance.preview>>

/** A table of the insurance administration: which, its file, what its columns are, what of it can be read. */
export function InsuranceImport({ onDone }: { readonly onDone: () => void }) {
  const { t } = useWords()
  const [table, setTable] = useState<InsuranceTable>('list')
  const [file, setFile] = useState<GivenFile | null>(null)
  const [mapping, setMapping] = useState<Record<string, InsuranceColumn> | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const [problems, setProblems] = useState<ReturnType<typeof problemsOf>>([])
  const take = useCommand(client.insurance.take)
  const [done, setDone] = useState<{ readonly codes: number; readonly dis: number; readonly leftOut: number } | null>(null)
  useEffect(() => {
    if (file === null) return
    let stale = false
    const ask = async (): Promise<void> => {
      try {
        const read = await client.insurance.preview({ file: await sendable(file), table, mapping })
        if (stale) return
        setPreview(read)
        setProblems([])
      } catch (error) {
        if (stale) return
        forget(file)
        setPreview(null)
        setProblems(problemsOf(error))
      }
    }
    void ask()
    return () => {
      stale = true
    }
  }, [file, table, mapping])
  const leftOut = preview?.problems.filter(({ row }) => row !== undefined).length ?? 0
  return (
    <Drawer open size={560} title={t('insurance.import')} onClose={onDone} mask={{ closable: false }}>
      <div className="form">
        <Field label={t('insurance.which')} full>
          {({ status: _status, ...control }) => (
            <Select
              {...control}
              value={table}
              options={insuranceTables.map((value) => ({ value, label: t(`insurance.table.${value}`) }))}
              onChange={(value: InsuranceTable) => {
                setTable(value)
                setMapping(null)
                setDone(null)
              }}
            />
          )}
        </Field>
        <div className="full">
          <FilePicker
            label={t('insurance.file')}
            help={t('insurance.fileHelp')}
            accept=".csv,.txt,.xlsx"
            file={file}
            onFile={(given) => {
              setFile(given)
              setMapping(null)
              setDone(null)
            }}
          />
        </div>
      </div>
      <ErrorList problems={[...problems, ...take.problems]} />
      {preview === null ? null : (
        <>
          <h3 style={{ marginTop: 16 }}>{t('insurance.columns')}</h3>
          <ColumnUses columns={preview.columns} uses={insuranceColumns} word={(use) => t(`insurance.use.${use}`)} onChange={setMapping} />
          <div className={`note-box tight ${preview.codes > 0 ? 'pass' : 'warn'}`} role="status" style={{ marginTop: 16 }}>
            <VerdictMark mark={preview.codes > 0 ? 'pass' : 'device'} />
            <div>
              <p>{t('insurance.willTake', { rows: preview.rows, codes: preview.codes })}</p>
              {leftOut === 0 ? null : <p>{t('insurance.leftOut', { n: leftOut })}</p>}
            </div>
          </div>
        </>
      )}
      {done === null ? null : (
        <p role="status" style={{ marginTop: 16 }}>
          {t('insurance.taken', done)}
        </p>
      )}
      <div className="row" style={{ gap: 8, marginTop: 24 }}>
        <Button
          type="primary"
          disabled={file === null || preview === null || preview.codes === 0 || take.busy || done !== null}
          onClick={() =>
            file !== null &&
            preview !== null &&
            void sendable(file)
              .then((sent) => take.run({ file: sent, table, mapping: usesOf(preview.columns) }))
              .then((answer) => setDone(answer ?? null))
          }
        >
          {t(take.busy ? 'insurance.taking' : 'insurance.take')}
        </Button>
        <Button onClick={onDone}>{t(done === null ? 'act.cancel' : 'act.close')}</Button>
      </div>
    </Drawer>
  )
}
