import { decode } from '../../../drivers/image/zxing.ts'
import { judge } from '../../../shared/print-verify/verdict.ts'
import { gs1DataMatrix } from '../../../shared/symbols/datamatrix.ts'
import { gs1128 } from '../../../shared/symbols/gs1-128.ts'
import { parseScan } from '../../../shared/udi/udi.ts'
import { actorFor } from '../actor.ts'
import { searchAudit } from '../audit.ts'
import { checkFence, makeBackup, resumePool, swapIn } from '../backup.ts'
import { checkLabel, loadTemplate, makeLabel, renderLabel } from '../labels/make.ts'
import { drawLabel, loseLabel, serialFor, verifyLabel, voidLabel } from '../line/acts.ts'
import { LineRunner } from '../line/runner.ts'
import { LineService } from '../line/service.ts'
import { StationLog } from '../log/station-log.ts'
import { verifyWhole } from '../log/verify.ts'
import { closeOrder, countOrder, createOrder } from '../orders.ts'
import { People } from '../people/people.ts'
import { Signing } from '../people/signing.ts'
import { allocate } from '../serials.ts'
import { Store } from '../store/store.ts'

/**
 * What is under check: the station's own functions, the ones that work on the real ledger. Handed in, so that a test can put a broken
 * one in the place of each and see the check find it.
 */
export const stationParts = {
  parseScan,
  gs1DataMatrix,
  gs1128,
  decode,
  judge,
  loadTemplate,
  renderLabel,
  checkLabel,
  makeLabel,
  createStore: Store.create,
  openStore: Store.open,
  createOrder,
  countOrder,
  closeOrder,
  allocate,
  serialFor,
  drawLabel,
  verifyLabel,
  voidLabel,
  loseLabel,
  LineRunner,
  LineService,
  People,
  Signing,
  StationLog,
  verifyWhole,
  makeBackup,
  swapIn,
  checkFence,
  resumePool,
  searchAudit,
  actorFor,
}
export type Parts = typeof stationParts
