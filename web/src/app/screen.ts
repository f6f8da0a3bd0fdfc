import type { ComponentType, LazyExoticComponent } from 'react'

import type { Role } from '../core/core'
import type { Params } from './router'

/** One place of the desk. A feature lists its own in `features/<noun>/screens.ts`. */
export interface Screen {
  /** Below the base: `/contacts/:contact`. */
  path: string
  /** Who has a use for it; everybody else is told that it isn't theirs. */
  roles: readonly Role[]
  /** Its place in the navigation: the id of its name, where it stands (tens), and paths elsewhere that belong to it. */
  nav?: { text: string; order: number; key?: string; also?: readonly string[] }
  view: ComponentType<{ params: Params }> | LazyExoticComponent<ComponentType<{ params: Params }>>
}
