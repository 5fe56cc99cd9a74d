import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { type FormEvent, useEffect, useState } from 'react'
import { client } from '../../client.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useScan } from '../../scan/use-scan.ts'
import { api } from '../../station/api.ts'
import { useMay } from '../../station/overview.ts'
import { useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { Loading } from '../parts/loading.tsx'
import { Page } from '../parts/page.tsx'
import { CodeDetail, markOf, Together } from './code-detail.tsx'

const most = 4

/** Any scan, explained: which rule cut which characters, what is wrong, how it is mended, what it means. Several are compared. */
export function CodesPage() {
  const { t } = useWords()
  const [scans, setScans] = useState<readonly string[]>([])
  const [chosen, setChosen] = useState(0)
  const [typed, setTyped] = useState('')
  const [printed, setPrinted] = useState('')
  const add = (raw: string): void => {
    if (raw === '') return
    setScans((before) => {
      const next = before.includes(raw) ? before : [...before.slice(before.length >= most ? 1 : 0), raw]
      setChosen(next.indexOf(raw))
      return next
    })
  }
  useScan({ scan: ({ text }) => add(text) })
  useHeard(add)
  const looked = useQuery({
    ...api.codes.look.queryOptions({ input: { scans: [...scans], printed: printed.trim() === '' ? null : printed } }),
    enabled: scans.length > 0,
    placeholderData: (before) => before,
  })
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    add(typed.replaceAll('<GS>', '\u001d').trim())
    setTyped('')
  }
  const codes = looked.data?.codes ?? []
  const shown = codes[Math.min(chosen, codes.length - 1)]
  return (
    <Page
      title={t('codes.title')}
      sub={t('codes.sub')}
      busy={looked.isFetching && looked.data === undefined}
      actions={
        scans.length === 0 ? null : (
          <Button
            onClick={() => {
              setScans([])
              setPrinted('')
            }}
          >
            {t('codes.clear')}
          </Button>
        )
      }
    >
      <form className="row" style={{ gap: 8 }} onSubmit={submit}>
        <Input
          className="mono grow"
          aria-label={t('codes.input')}
          placeholder={t('codes.input')}
          maxLength={5000}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="primary" htmlType="submit" disabled={typed.trim() === ''}>
          {t('codes.look')}
        </Button>
      </form>
      {scans.length === 0 ? (
        <section className="panel grow">
          <p className="empty">{t('codes.empty')}</p>
        </section>
      ) : (
        <Loading query={looked}>
          <div className="office-body codes-body">
            <section className="panel" aria-label={t('codes.scanned')}>
              <div className="panel-body codes-list">
                {codes.map((code, i) => (
                  <button
                    key={code.raw}
                    type="button"
                    className={i === chosen ? 'chosen' : ''}
                    aria-pressed={i === chosen}
                    onClick={() => setChosen(i)}
                  >
                    <VerdictMark mark={markOf(code)} style={{ fontSize: 20 }} />
                    <span>
                      <b>
                        {[code.agency, code.di ?? code.value].filter((part) => part !== null).join(' · ') || t('codes.nth', { n: i + 1 })}
                      </b>
                      <span className="softer">
                        {code.product === null ? t('codes.noProduct') : `${code.product.name} ${code.product.spec}`}
                      </span>
                    </span>
                  </button>
                ))}
                {looked.data?.together == null ? null : <Together together={looked.data.together} />}
                {chosen === 0 ? (
                  <Field label={t('codes.printed')}>
                    {({ status: _status, ...control }) => (
                      <Input
                        {...control}
                        className="mono"
                        maxLength={500}
                        data-scan="keep"
                        value={printed}
                        onChange={(event) => setPrinted(event.target.value)}
                      />
                    )}
                  </Field>
                ) : null}
              </div>
            </section>
            {shown === undefined ? <section className="panel" /> : <CodeDetail key={shown.raw} code={shown} />}
          </div>
        </Loading>
      )}
    </Page>
  )
}

/** Reads of the station's own scanners while this page stands open. */
function useHeard(add: (raw: string) => void): void {
  const may = useMay()
  const listens = may('device.read')
  // biome-ignore lint/correctness/useExhaustiveDependencies: one stream for as long as the page stands
  useEffect(() => {
    if (!listens) return
    const stop = new AbortController()
    let seen: number | null = null
    const listen = async (): Promise<void> => {
      for await (const reads of await client.devices.heard(undefined, { signal: stop.signal })) {
        const last = reads.at(-1)?.n ?? 0
        for (const read of reads) if (seen !== null && read.n > seen && read.raw !== '') add(read.raw)
        seen = last
      }
    }
    listen().catch(() => undefined)
    return () => stop.abort()
  }, [listens])
}
