/** A maker of USB scanners, as far as known. docs/spec/scanners.md says from where. */
export interface ScannerVendor {
  readonly vendorId: number
  /** Null: seen in a scanner, maker not known. */
  readonly name: string | null
  /** Feature report that makes its scanners send HID POS reports instead of keys: id, then data. */
  readonly posReport: readonly number[] | null
  /** Its reports hold no AIM id: the data begin where the others put it. */
  readonly plain?: true
}

/** @point-of-sale/webhid-barcode-scanner 1.2.2 (MIT): the vendors it knows, and the report 254 it sends to two of them. */
export const scannerVendors: readonly ScannerVendor[] = [
  { vendorId: 0x0c2e, name: 'Honeywell', posReport: [254, 1] },
  { vendorId: 0x23d0, name: null, posReport: [254, 1] },
  { vendorId: 0x05e0, name: 'Zebra', posReport: null },
  { vendorId: 0x05f9, name: 'Datalogic', posReport: null },
  // Newland FM420 and HR200 integration guides, HID-POS: data at 2-57, symbology of its own at 62.
  { vendorId: 0x1eab, name: 'Newland', posReport: null, plain: true },
]

export const scannerVendor = (vendorId: number): ScannerVendor | null =>
  scannerVendors.find((vendor) => vendor.vendorId === vendorId) ?? null
