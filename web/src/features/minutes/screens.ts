import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const MinutesScreen = lazy(async () => ({ default: (await import('./Minutes')).MinutesScreen }))
const DraftMinutesScreen = lazy(async () => ({ default: (await import('./MinutesFormScreens')).DraftMinutesScreen }))
const CounterMinutesScreen = lazy(async () => ({ default: (await import('./MinutesFormScreens')).CounterMinutesScreen }))

export const MINUTES: readonly Screen[] = [
  { path: '/rounds/:round/minutes', roles: LEADING, view: DraftMinutesScreen },
  { path: '/minutes/:minutes', roles: LEADING, view: MinutesScreen },
  { path: '/minutes/:minutes/counter', roles: LEADING, view: CounterMinutesScreen },
]
