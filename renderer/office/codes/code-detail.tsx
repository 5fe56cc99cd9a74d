import { Button, Input } from 'antd'
import { useState } from 'react'
import { isWord } from '../../../shared/i18n/index.ts'
import { client } from '../../client.ts'
import { ErrorList } from '../../design/error-list.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { useMay } from '../../station/overview.ts'
import { say, useWords } from '../../station/words.ts'
import { Scroll } from '../parts/scroll.tsx'
import { useCommand } from '../use-command.ts'

type Looked = Awaited<ReturnType<typeof client.codes.look>>
type Code = Looked['codes'][number]

/** Legal as it stands, and yet another reading is likelier: no green mark. */
export const markOf = ({ ok, recovered }: Code): 'pass' | 'fail' | 'device' => (!ok ? 'fail' : recovered.length > 0 ? 'device' : 'pass')

const marks = { ok: 'pass', warn: 'device', bad: 'fail' } as const
const words = (key: string, params: Code['cuts'][number]['params'] = {}): string => (isWord(key) ? say(key, params) : '')

/** One code: its cuts with the rule of each, faults and how they are mended, readings when separators are lost, meaning, bytes. */
export function CodeDetail({ code }: { readonly code: Code }) {
  const { t } = useWords()
  return (
    <section className="panel" aria-label={t('codes.cuts')}>
      <Scroll>
        <div className="section">
          <h3 className="row" style={{ gap: 8 }}>
            <VerdictMark mark={markOf(code)} style={{ fontSize: 20 }} />
            {[
              words(`udi.kind.${code.kind ?? ''}`) || t('udi.explain.unknown'),
              code.agency,
              code.symbology === null ? null : `]${code.symbology}`,
            ]
              .filter((part) => part !== null)
              .join(' · ')}
            <span className="softer">
              {!code.ok ? t('codes.bad', { n: code.faults.length }) : t(code.recovered.length > 0 ? 'codes.doubtful' : 'codes.ok')}
            </span>
          </h3>
          <ul className="code-strip">
            {code.cuts.map((cut, i) => (
              <li key={cut.at} className={code.faults.some((fault) => fault.cut === i) ? 'bad' : kindOf(cut.what)} title={whatOf(cut)}>
                {cut.text === 'U+001D' ? 'GS' : cut.text}
              </li>
            ))}
          </ul>
        </div>
        {code.faults.length + code.warnings.length === 0 ? null : (
          <div className="section">
            {[
              ...code.faults.map((fault) => ({ ...fault, mark: 'fail' as const })),
              ...code.warnings.map((fault) => ({ ...fault, mark: 'device' as const })),
            ].map(({ code: name, params, at, mark }) => (
              <div key={`${name} ${at ?? ''}`} className={`note-box tight ${mark === 'fail' ? 'fail' : 'warn'}`}>
                <VerdictMark mark={mark} />
                <p>
                  <b>{words(`udi.fault.${name}`, params)}</b>
                  <br />
                  {t('codes.mend')}：{words(`udi.mend.${name}`, params)}
                </p>
              </div>
            ))}
          </div>
        )}
        {code.recovered.length === 0 ? null : <Recovered code={code} />}
        {code.meaning.length === 0 ? null : (
          <div className="section">
            <h3>{t('codes.meaning')}</h3>
            <ul className="meaning">
              {code.meaning.map(({ code: name, params, state }) => (
                <li key={`${name} ${String(params['field'] ?? '')}`}>
                  <VerdictMark mark={marks[state]} style={{ fontSize: 18 }} />
                  <span>{words(name, named(params))}</span>
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="section">
          <h3>{t('codes.cuts')}</h3>
          <table className="tbl cuts">
            <thead>
              <tr>
                <th scope="col">{t('codes.col.at')}</th>
                <th scope="col">{t('codes.col.text')}</th>
                <th scope="col">{t('codes.col.what')}</th>
                <th scope="col">{t('codes.col.rule')}</th>
              </tr>
            </thead>
            <tbody>
              {code.cuts.map((cut) => (
                <tr key={cut.at}>
                  <td className="mono softer">{cut.at}</td>
                  <td className="mono wrap">{cut.text === 'U+001D' ? 'GS' : cut.text}</td>
                  <td>{whatOf(cut)}</td>
                  <td>
                    {words(`udi.rule.${cut.rule}`, titled(cut))}
                    {cut.clause === '' ? null : <small className="softer"> {cut.clause}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <details className="section">
          <summary>
            {t('codes.hex')}
            {code.hidden.length === 0
              ? ''
              : ` · ${t('codes.hidden')} ${code.hidden.map(({ code: name, name: called }) => called || name).join(' ')}`}
          </summary>
          <pre className="hex">
            {code.hex.map(({ at, hex, text }) => `${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${text}`).join('\n')}
          </pre>
        </details>
      </Scroll>
    </section>
  )
}

/** Readings of a code whose separators are lost: a person takes one, with the reason. */
function Recovered({ code }: { readonly code: Code }) {
  const { t } = useWords()
  const may = useMay()
  const choose = useCommand(client.codes.choose)
  const [reason, setReason] = useState('')
  const [chosen, setChosen] = useState<number | null>(null)
  return (
    <div className="section">
      <h3>{t('codes.recovered')}</h3>
      <p className="softer">{t('codes.recoveredNote')}</p>
      {may('line.watch') ? (
        <Input
          aria-label={t('codes.reason')}
          placeholder={t('codes.reason')}
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      ) : null}
      <ErrorList problems={choose.problems} />
      <ol className="readings">
        {code.recovered.slice(0, 3).map(({ elements, score, reasons }, i) => (
          <li key={elements.map(({ ai, value }) => `(${ai})${value}`).join('')}>
            <div className="row" style={{ gap: 8 }}>
              <b className="mono grow wrap">{elements.map(({ ai, value }) => `(${ai})${value}`).join('')}</b>
              <span className="softer">{Math.round(score * 100)}%</span>
              {may('line.watch') ? (
                <Button
                  size="small"
                  disabled={reason.trim() === '' || choose.busy || chosen !== null}
                  onClick={() =>
                    void choose.run({ raw: code.raw, elements, reason: reason.trim() }).then((done) => done !== undefined && setChosen(i))
                  }
                >
                  {t(chosen === i ? 'codes.chosen' : 'codes.choose')}
                </Button>
              ) : null}
            </div>
            <small className="softer">
              {reasons
                .map((one) => words(`udi.recover.${one.code.replace(/^recover\./, '')}`, one.params))
                .filter((text) => text !== '')
                .join(' · ')}
            </small>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** Codes of one package, field by field. */
export function Together({ together: { sameProduct, fields } }: { readonly together: NonNullable<Looked['together']> }) {
  const { t } = useWords()
  return (
    <div className="section">
      <h3>{t('codes.together')}</h3>
      <p className="row" style={{ gap: 8 }}>
        <VerdictMark mark={sameProduct === 'yes' ? 'pass' : sameProduct === 'no' ? 'fail' : 'device'} style={{ fontSize: 18 }} />
        {t(`udi.same.${sameProduct}`)}
      </p>
      {fields.map(({ field, values, agrees }) => (
        <div key={field} className="mapping">
          <b>{words(`codes.field.${field}`)}</b>{' '}
          <span className={agrees ? 'softer' : 'fail'}>{t(agrees ? 'codes.same' : 'codes.differs')}</span>
          <div className="mono softer wrap">{values.map((value) => value ?? '–').join(' / ')}</div>
        </div>
      ))}
    </div>
  )
}

const kindOf = (what: string): string =>
  what === 'aim'
    ? 'aim'
    : what === 'gs1.separator'
      ? 'gs'
      : what === 'unread'
        ? 'bad'
        : /value$|^ma\.[A-Z]$|lot|serial|date|item|pcn/.test(what)
          ? ''
          : 'ai'

/** An AI common on devices by its name, any other by the title of the dictionary. */
const titled = ({ ai, params }: Code['cuts'][number]): Code['cuts'][number]['params'] =>
  ai !== null && isWord(`udi.ai.${ai}`) ? { ...params, title: say(`udi.ai.${ai}` as 'udi.ai.01') } : params
const whatOf = (cut: Code['cuts'][number]): string => words(`udi.what.${cut.what}`, titled(cut))
const named = (params: Code['cuts'][number]['params']): Code['cuts'][number]['params'] =>
  typeof params['field'] === 'string' ? { ...params, field: words(`codes.field.${params['field']}`) } : params
