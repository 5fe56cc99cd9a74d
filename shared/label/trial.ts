import { proofData } from '../devices/scanner-proof.ts'

/** What the symbol of a trial label holds: company-internal data (AI 91), no product's code (GS1 General Specifications 3.9.4). */
export const trialData = '91SIGNET-TEST'

/** True for a scan of a trial label: it belongs to no order, so passing the line's reader it is neither good nor wrong. */
export function isTrialScan(raw: string): boolean {
  const data = raw.replace(/^\](?:d2|C1)/, '').trimEnd()
  return data === trialData || data === proofData
}
