import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const RoundListScreen = lazy(async () => ({ default: (await import('./RoundList')).RoundListScreen }))
const RoundScreen = lazy(async () => ({ default: (await import('./Round')).RoundScreen }))
const ProposeRoundScreen = lazy(async () => ({ default: (await import('./RoundFormScreens')).ProposeRoundScreen }))
const CounterRoundScreen = lazy(async () => ({ default: (await import('./RoundFormScreens')).CounterRoundScreen }))

export const ROUNDS: readonly Screen[] = [
  { path: '/rounds', roles: LEADING, view: RoundListScreen },
  { path: '/rounds/propose', roles: LEADING, view: ProposeRoundScreen },
  { path: '/rounds/:round', roles: LEADING, view: RoundScreen },
  { path: '/rounds/:round/counter', roles: LEADING, view: CounterRoundScreen },
  { path: '/tracks/:track/propose-round', roles: LEADING, view: ProposeRoundScreen },
]
