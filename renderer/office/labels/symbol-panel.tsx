import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'
import { isWord } from '../../../shared/i18n/index.ts'
import { StatusTag } from '../../design/status-tag.tsx'
import { VerdictMark } from '../../design/verdict-mark.tsx'
import { say, useWords } from '../../station/words.ts'
import { markOf } from '../orders/condition.tsx'
import { Scroll } from '../parts/scroll.tsx'

export type Preview = InferContractRouterOutputs<Contract>['templates']['preview']

/** What was measured on the raster: X-dimension against the GS1 table, the human-readable text, and the checks. */
export function SymbolPanel({ preview }: { readonly preview: Preview }) {
  const { t } = useWords()
  const { symbol, elements, record, checks } = preview
  return (
    <section className="panel" aria-label={t('office.template.measured')}>
      <Scroll>
        <div className="section">
          <div className="row">
            <h3 className="grow">{names[symbol.symbology] ?? symbol.symbology}</h3>
            <StatusTag tone={symbol.inRange ? 'pass' : 'fail'}>{t(symbol.inRange ? 'office.x.inRange' : 'office.x.outside')}</StatusTag>
          </div>
          <div className="row" style={{ gap: 16, marginTop: 8, alignItems: 'flex-end' }}>
            <div>
              <div className="x-size">
                {symbol.xMm.toFixed(3)} <small>mm</small>
              </div>
              <div className="softer nowrap" style={{ fontSize: 13 }}>
                {t('office.x.dots', { dots: symbol.dots, dot: symbol.dotMm.toFixed(4) })}
              </div>
            </div>
            <Gauge symbol={symbol} />
          </div>
          <p className="soft" style={{ fontSize: 13 }}>
            {t('office.x.table', {
              table: symbol.table.replace('table', ''),
              use: useOf(symbol.table),
              min: symbol.minMm.toFixed(3),
              max: symbol.maxMm.toFixed(3),
              target: symbol.targetMm.toFixed(3),
            })}
          </p>
        </div>
        <div className="section">
          <h3>{t('office.hri.title')}</h3>
          {elements.map(({ ai, value }) => (
            <div className="hri" key={ai}>
              <b className="mono">({ai})</b>
              <span className="mono">{value}</span>
              <span className="softer">{meaning(ai, record)}</span>
            </div>
          ))}
        </div>
        <div className="section">
          <h3>{t('office.template.checks')}</h3>
          <ul className="checks">
            {checks.map(({ code, params, state }) => {
              const name = [`${code}.${state}`, code].find(isWord) ?? ''
              const note = [`${code}.note.${state}`, `${code}.note`].find(isWord) ?? ''
              return (
                <li key={code}>
                  <VerdictMark mark={markOf[state]} name={t(`office.check.${state}`)} />
                  <span>{isWord(name) ? say(name, params) : t('error.unknown')}</span>
                  <span>{isWord(note) ? say(note, params) : null}</span>
                </li>
              )
            })}
          </ul>
        </div>
      </Scroll>
    </section>
  )
}

/** What the GS1 table is for, in words. */
function useOf(table: string): string {
  const key = `office.x.use.${table}`
  return isWord(key) ? say(key) : table
}

const names: Readonly<Record<string, string>> = {
  gs1datamatrix: 'GS1 DataMatrix',
  'gs1-128': 'GS1-128',
  'gs1-datamatrix': 'GS1 DataMatrix',
}

function meaning(ai: string, record: Preview['record']): string {
  switch (ai) {
    case '01':
      return say('field.di')
    case '10':
      return say('field.lot')
    case '11':
      return `${say('field.made')} ${record.made ?? ''}`
    case '17':
      return `${say('field.expires')} ${record.expires ?? ''}`
    case '21':
      return say('field.serial')
    default:
      return ''
  }
}

/** Where this label's X-dimension lies between the least and the most its table allows. */
function Gauge({ symbol: { xMm, minMm, targetMm, maxMm, inRange } }: { readonly symbol: Preview['symbol'] }) {
  const { t } = useWords()
  const at = (mm: number): number => 6 + Math.max(0, Math.min(1, (mm - minMm) / (maxMm - minMm))) * 188
  const here = at(xMm)
  const anchor = here < 50 ? 'start' : here > 150 ? 'end' : 'middle'
  const short = (mm: number): string => mm.toFixed(3).replace(/^0/, '')
  const colour = inRange ? 'var(--pass)' : 'var(--fail)'
  return (
    <svg
      style={{ flex: 1, minWidth: 0 }}
      height="60"
      viewBox="0 0 200 60"
      fontSize="11"
      fill="var(--ink3)"
      role="img"
      aria-label={t('office.x.gauge', { x: xMm.toFixed(3), min: minMm.toFixed(3), max: maxMm.toFixed(3) })}
    >
      <rect x="6" y="30" width="188" height="8" fill="var(--pass-weak)" stroke="var(--edge)" />
      <path d={`M${at(targetMm)} 26v16`} stroke="var(--ink2)" strokeWidth="2" />
      <path d={`M${here - 6} 17h12l-6 12z`} fill={colour} />
      <text
        x={anchor === 'middle' ? here : anchor === 'start' ? here - 6 : here + 6}
        y="12"
        textAnchor={anchor}
        fill={colour}
        fontWeight="700"
      >
        {t('office.x.here', { x: short(xMm) })}
      </text>
      <text x={Math.min(at(targetMm), 150)} y="54" textAnchor={at(targetMm) < 30 ? 'start' : 'middle'}>
        {t('office.x.target', { x: short(targetMm) })}
      </text>
      <text x="194" y="54" textAnchor="end">
        {short(maxMm)}
      </text>
    </svg>
  )
}
