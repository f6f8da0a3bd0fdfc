import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const EnterScreen = lazy(async () => ({ default: (await import('./Enter')).EnterScreen }))
const ReportedMatterScreen = lazy(async () => ({ default: (await import('./ReportedMatter')).ReportedMatterScreen }))

export const REPORTS: readonly Screen[] = [
  { path: '/contacts/enter', roles: LEADING, view: EnterScreen },
  { path: '/reports/:about', roles: LEADING, view: ReportedMatterScreen },
]
