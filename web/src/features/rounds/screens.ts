import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const RoundScreen = lazy(async () => ({ default: (await import('./Round')).RoundScreen }))

export const ROUNDS: readonly Screen[] = [{ path: '/rounds/:round', roles: LEADING, view: RoundScreen }]
