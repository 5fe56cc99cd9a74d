import { Button, Input, Select } from 'antd'
import { type FormEvent, useState } from 'react'
import { isWord } from '../../../shared/i18n/index.ts'
import { type MappingSource, mappingSources } from '../../../shared/insurance/code.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { dayOf } from '../../design/format.ts'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useMay } from '../../station/overview.ts'
import { say, useWords } from '../../station/words.ts'
import { Field } from '../parts/field.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { useCommand } from '../use-command.ts'
import type { ProductCodes, TableCode } from './insurance-values.ts'

interface DetailProps {
  readonly product: ProductCodes
  /** Codes of the tables that the search found. */
  readonly found: readonly TableCode[]
  readonly onChanged: () => void
}

/** One product: its codes as each side has them, what does not agree, and a code that is added by hand. */
export function InsuranceDetail({ product: { product, codes, faults }, found, onChanged }: DetailProps) {
  const { t } = useWords()
  const may = useMay()
  return (
    <section className="panel" aria-label={t('insurance.sides')}>
      <div className="detail-head">
        <span className="mono softer">{product.di}</span>
        <h2>
          {product.name} {product.spec}
        </h2>
        <p className="softer">{product.registration}</p>
      </div>
      <Scroll>
        {faults.length === 0 ? null : (
          <div className="section">
            {faults.map(({ code, params }) => (
              <div key={`${code} ${params['code'] ?? ''}`} className="note-box tight warn">
                <VerdictMark mark="device" />
                <p>{isWord(code) ? say(code, params) : ''}</p>
              </div>
            ))}
          </div>
        )}
        {codes.map((code) => (
          <CodeSection key={code.code} di={product.di} code={code} onChanged={onChanged} />
        ))}
        {found.length === 0 ? null : <Found di={product.di} found={found} known={codes.map(({ code }) => code)} onChanged={onChanged} />}
        {may('insurance.write') ? <AddCode di={product.di} onChanged={onChanged} /> : null}
      </Scroll>
    </section>
  )
}

function CodeSection({
  di,
  code: { code, state, successor, name, regNo, spec, mappings },
  onChanged,
}: {
  readonly di: string
  readonly code: ProductCodes['codes'][number]
  readonly onChanged: () => void
}) {
  const { t } = useWords()
  const may = useMay()
  const check = useCommand(client.insurance.check)
  const unmap = useCommand(client.insurance.unmap)
  const [removing, setRemoving] = useState<MappingSource | null>(null)
  const [reason, setReason] = useState('')
  const then = (done: unknown): void => {
    if (done === undefined) return
    setRemoving(null)
    onChanged()
  }
  return (
    <div className="section">
      <h3 className="row" style={{ gap: 8 }}>
        <VerdictMark mark={state === 'active' ? 'pass' : 'device'} style={{ fontSize: 16 }} />
        <span className="mono">{code}</span>
        <span className="softer">
          {t(`insurance.state.${state}`)}
          {successor === null ? '' : ` → ${successor}`}
        </span>
      </h3>
      {name === null && regNo === null && spec === null ? null : (
        <p className="softer">{[name, spec, regNo].filter((part) => part !== null).join(' · ')}</p>
      )}
      <ErrorList problems={[...check.problems, ...unmap.problems]} />
      {mappings.map(({ source, at, by, checkedAt, checkedBy }) => (
        <div key={source} className="row mapping">
          <b>{t(`insurance.source.${source}`)}</b>
          <span className="softer grow">
            {by ?? t('insurance.byTable')} {dayOf(at)}
            {' · '}
            {checkedAt === null ? t('insurance.notChecked') : t('insurance.checkedBy', { who: checkedBy ?? '', day: dayOf(checkedAt) })}
          </span>
          {checkedAt === null && may('insurance.check') ? (
            <Button size="small" onClick={() => void check.run({ di, code, source }).then(then)}>
              {t('insurance.check')}
            </Button>
          ) : null}
          {may('insurance.write') ? (
            <Button size="small" danger onClick={() => setRemoving(source)}>
              {t('insurance.remove')}
            </Button>
          ) : null}
        </div>
      ))}
      {removing === null ? null : (
        <div className="row" style={{ gap: 8, marginTop: 8 }}>
          <Input
            autoFocus
            aria-label={t('insurance.removeWhy')}
            placeholder={t('insurance.removeWhy')}
            maxLength={200}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Button
            danger
            disabled={reason.trim() === '' || unmap.busy}
            onClick={() => void unmap.run({ di, code, source: removing, reason: reason.trim() }).then(then)}
          >
            {t('insurance.remove')}
          </Button>
          <Button onClick={() => setRemoving(null)}>{t('act.cancel')}</Button>
        </div>
      )}
    </div>
  )
}

function Found({
  di,
  found,
  known,
  onChanged,
}: {
  readonly di: string
  readonly found: readonly TableCode[]
  readonly known: readonly string[]
  readonly onChanged: () => void
}) {
  const { t } = useWords()
  const may = useMay()
  const map = useCommand(client.insurance.map)
  return (
    <div className="section">
      <h3>{t('insurance.found', { n: found.length })}</h3>
      <ErrorList problems={map.problems} />
      {found.slice(0, 20).map(({ code, state, name, spec }) => (
        <div key={code} className="row mapping">
          <span className="mono">{code}</span>
          <span className="softer grow">
            {t(`insurance.state.${state}`)} {[name, spec].filter((part) => part !== null).join(' · ')}
          </span>
          {may('insurance.write') && !known.includes(code) ? (
            <Button
              size="small"
              onClick={() => void map.run({ di, code, source: 'manual' }).then((done) => done !== undefined && onChanged())}
            >
              {t('insurance.map')}
            </Button>
          ) : null}
        </div>
      ))}
    </div>
  )
}

function AddCode({ di, onChanged }: { readonly di: string; readonly onChanged: () => void }) {
  const { t } = useWords()
  const map = useCommand(client.insurance.map)
  const [code, setCode] = useState('')
  const [source, setSource] = useState<MappingSource>('UDID')
  const add = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (code.trim() === '' || (await map.run({ di, code: code.trim(), source })) === undefined) return
    setCode('')
    onChanged()
  }
  return (
    <form className="section" onSubmit={(event) => void add(event)} noValidate aria-label={t('insurance.add')}>
      <h3>{t('insurance.add')}</h3>
      <div className="form">
        <Field label={t('insurance.add.code')} help={t('insurance.add.codeHelp')} problems={map.problems}>
          {(control) => (
            <Input {...control} className="mono" maxLength={40} value={code} onChange={(event) => setCode(event.target.value)} />
          )}
        </Field>
        <Field label={t('insurance.add.source')}>
          {({ status: _status, ...control }) => (
            <Select
              {...control}
              value={source}
              options={mappingSources.map((value) => ({ value, label: t(`insurance.source.${value}`) }))}
              onChange={(value: MappingSource) => setSource(value)}
            />
          )}
        </Field>
      </div>
      <Button htmlType="submit" style={{ marginTop: 12 }} disabled={code.trim() === '' || map.busy}>
        {t('insurance.add.do')}
      </Button>
    </form>
  )
}
