import { dayOf } from '../../../shared/dates.ts'
import { csvForPeople, type ExportFile } from '../export.ts'
import { wordsOf } from '../records/words.ts'
import { readSettings } from '../settings.ts'
import type { Actor, Store } from '../store/store.ts'
import { productCodes } from './mappings.ts'

/** Every DI with its codes as a CSV for people: one line a code and side, and what does not agree. */
export function exportInsurance(store: Store, by: Actor): ExportFile {
  const zone = store.clock.zone()
  const { known } = wordsOf(readSettings(store).language, zone)
  const day = (at: number | null): string => (at === null ? '' : dayOf(at, zone))
  const rows = productCodes(store.read).flatMap(({ product, codes, faults }) => {
    const open = faults.map(({ code }) => known(`${code}.short`, code)).join('; ')
    const head = [product.di, product.name, product.spec, product.registration]
    if (codes.length === 0) return [[...head, '', '', '', '', '', '', open]]
    return codes.flatMap(({ code, state, successor, mappings }) =>
      mappings.map(({ source, at, checkedAt, checkedBy }) => [
        ...head,
        code,
        known(`insurance.state.${state}`, state),
        successor,
        known(`insurance.source.${source}`, source),
        day(at),
        checkedBy ?? day(checkedAt),
        open,
      ]),
    )
  })
  const headers = ['di', 'name', 'spec', 'registration', 'code', 'state', 'successor', 'source', 'at', 'checked', 'open'].map((name) =>
    known(`insurance.head.${name}`, name),
  )
  const bytes = csvForPeople(headers, rows, store.mode === 'training')
  store.act(by, (tx) => tx.append('data.exported', { after: { what: 'insurance', format: 'csv', rows: rows.length } }))
  return { name: 'insurance-codes.csv', bytes, rows: rows.length }
}
