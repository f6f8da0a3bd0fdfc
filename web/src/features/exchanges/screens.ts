import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const ExchangeListScreen = lazy(async () => ({ default: (await import('./ExchangeList')).ExchangeListScreen }))
const OpenExchangeScreen = lazy(async () => ({ default: (await import('./ExchangeList')).OpenExchangeScreen }))
const ExchangeScreen = lazy(async () => ({ default: (await import('./Exchange')).ExchangeScreen }))

export const EXCHANGES: readonly Screen[] = [
  { path: '/exchanges', roles: LEADING, view: ExchangeListScreen },
  { path: '/exchanges/open', roles: LEADING, view: OpenExchangeScreen },
  { path: '/exchanges/:exchange', roles: LEADING, view: ExchangeScreen },
]
