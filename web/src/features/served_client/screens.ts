import type { Screen } from '../../app/screen'
import { ROLES } from '../../core/core'
import { ServedClientScreen } from './ServedClient'

/** Reached from the device test, and from the parts of administration. */
export const SERVED_CLIENT: readonly Screen[] = [{ path: '/this-client', roles: ROLES, view: ServedClientScreen }]
