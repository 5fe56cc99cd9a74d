import type { LinterName } from '../ai-table.ts'
import { csum, csumalpha } from './check-digits.ts'
import { iban, importeridx, iso3166, iso3166alpha2, iso4217, iso5218, iso3166999, mediatype, packagetype, winding, yesno } from './codes.ts'
import { gcppos1, gcppos2 } from './company-prefix.ts'
import { couponcode, couponposoffer } from './coupon.ts'
import { hh, hhmi, mi, ss, yymmd0, yymmdd, yyyymmdd } from './dates.ts'
import { latitude, longitude, nonzero, nozeroprefix, pieceoftotal, posinseqslash, zero } from './numbers.ts'
import type { Linter } from './problem.ts'
import { hasnondigit, hyphen, pcenc } from './text.ts'

/** Every linter the syntax dictionary names; a name without a function does not compile. */
export const LINTERS: Readonly<Record<LinterName, Linter>> = {
  couponcode,
  couponposoffer,
  csum,
  csumalpha,
  gcppos1,
  gcppos2,
  hasnondigit,
  hh,
  hhmi,
  hyphen,
  iban,
  importeridx,
  iso3166,
  iso3166999,
  iso3166alpha2,
  iso4217,
  iso5218,
  latitude,
  longitude,
  mediatype,
  mi,
  nonzero,
  nozeroprefix,
  packagetype,
  pcenc,
  pieceoftotal,
  posinseqslash,
  ss,
  winding,
  yesno,
  yymmd0,
  yymmdd,
  yyyymmdd,
  zero,
}
