import type { ComponentType } from 'react'

import type { FakeCore } from '../core/fake_core'

/** One screen in one state, as the gallery shows it, the screenshots picture it and axe looks at it. */
export interface Scene {
  /** Of the file of its picture: `home-principal`. */
  name: string
  /** Below the base. */
  path: string
  core: () => FakeCore
  /** Message id of a button to press first: what the scene is about opens by it. */
  press?: string
  /** Instead of the whole client: parts of the kit by themselves. */
  view?: ComponentType
  /** Variables of that name, where it has some. */
  press_with?: Record<string, string>
}
