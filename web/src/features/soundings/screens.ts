import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const SoundingsScreen = lazy(async () => ({ default: (await import('./Soundings')).SoundingsScreen }))

export const SOUNDINGS: readonly Screen[] = [{ path: '/soundings', roles: LEADING, view: SoundingsScreen }]
