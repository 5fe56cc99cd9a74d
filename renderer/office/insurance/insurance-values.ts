import type { InferContractRouterOutputs } from '@orpc/contract'
import type { Contract } from '../../../shared/contract/index.ts'

type Outputs = InferContractRouterOutputs<Contract>['insurance']
export type ProductCodes = Outputs['products'][number]
export type TableCode = Outputs['search']['codes'][number]
