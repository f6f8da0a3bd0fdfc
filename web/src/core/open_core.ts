import type { Core } from './core'

/** The real core, in a worker. */
export function open_core(): Core {
  throw new Error('the core is not built in yet')
}
