import './office-parts.css'
import type { ComponentType } from 'react'
import { AuditPage } from './audit/audit-page.tsx'
import { CodesPage } from './codes/codes-page.tsx'
import { DevicesPage } from './devices/devices-page.tsx'
import { PrinterWizard } from './devices/printer-wizard.tsx'
import { ScannerWizard } from './devices/scanner-wizard.tsx'
import { InsurancePage } from './insurance/insurance-page.tsx'
import { TemplatesPage } from './labels/templates-page.tsx'
import { ExportPage } from './orders/export-page.tsx'
import { ImportPage } from './orders/import-page.tsx'
import { NewOrderPage } from './orders/order-form.tsx'
import { OrdersPage } from './orders/orders-page.tsx'
import { PoolsPage } from './products/pools-page.tsx'
import { ProductsPage } from './products/products-page.tsx'
import { ToSignPage } from './signing/to-sign-page.tsx'
import { BackupPage } from './station/backup-page.tsx'
import { PeoplePage } from './station/people-page.tsx'
import { SettingsPage } from './station/settings-page.tsx'

/** Office screens by route. A route without one shows the empty state. */
export const officePages: Readonly<Partial<Record<OfficeRoute, ComponentType>>> = {
  '/orders': OrdersPage,
  '/orders/new': NewOrderPage,
  '/orders/import': ImportPage,
  '/products': ProductsPage,
  '/codes': CodesPage,
  '/insurance': InsurancePage,
  '/pools': PoolsPage,
  '/templates': TemplatesPage,
  '/audit': AuditPage,
  '/devices': DevicesPage,
  '/devices/scanner': ScannerWizard,
  '/devices/printer': PrinterWizard,
  '/users': PeoplePage,
  '/settings': SettingsPage,
  '/backup': BackupPage,
  '/export': ExportPage,
  '/to-sign': ToSignPage,
}

export type OfficeRoute =
  | '/orders'
  | '/orders/new'
  | '/orders/import'
  | '/products'
  | '/insurance'
  | '/codes'
  | '/pools'
  | '/templates'
  | '/audit'
  | '/devices'
  | '/devices/scanner'
  | '/devices/printer'
  | '/users'
  | '/settings'
  | '/backup'
  | '/export'
  | '/to-sign'
