import type { ComponentType } from 'react'

/** Office screens by route. A route without one shows the empty state. */
export const officePages: Readonly<Partial<Record<OfficeRoute, ComponentType>>> = {}

export type OfficeRoute = '/orders' | '/orders/new' | '/orders/import' | '/products' | '/pools' | '/templates' | '/audit' | '/devices' | '/users' | '/settings' | '/backup' | '/export'
