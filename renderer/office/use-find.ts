import { useQuery } from '@tanstack/react-query'
import { parseScan } from '../../shared/udi/udi.ts'
import { api } from '../station/api.ts'

interface Findable {
  readonly no: string
  readonly productId: number
  readonly lot: string
}

/** Goes straight to the order that a scan, an order number or a lot names. Answers whether exactly one was meant. */
export function useFind<Row extends Findable>(rows: readonly Row[], onFound: (row: Row) => void): (text: string) => boolean {
  const products = useQuery(api.masters.products.queryOptions()).data ?? []
  return (text) => {
    const wanted = text.trim()
    const { di, pi } = parseScan(wanted, { now: new Date().getFullYear() })
    const product = di === null ? undefined : products.find((candidate) => candidate.di === di)
    const found =
      di === null
        ? rows.filter((row) => row.no === wanted || row.lot === wanted)
        : rows.filter((row) => row.productId === product?.id && row.lot === pi.lot)
    if (found[0] === undefined) return false
    onFound(found[0])
    return true
  }
}
