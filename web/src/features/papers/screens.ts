import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const PaperListScreen = lazy(async () => ({ default: (await import('./PaperList')).PaperListScreen }))
const PaperScreen = lazy(async () => ({ default: (await import('./Paper')).PaperScreen }))
const HandOverScreen = lazy(async () => ({ default: (await import('./HandOver')).HandOverScreen }))

export const PAPERS: readonly Screen[] = [
  { path: '/papers', roles: LEADING, nav: { text: 'nav-papers', order: 40, key: 'p', also: ['/exchanges', '/joint-statements', '/silence'] }, view: PaperListScreen },
  { path: '/papers/hand-over', roles: LEADING, view: HandOverScreen },
  { path: '/papers/:paper', roles: LEADING, view: PaperScreen },
]
