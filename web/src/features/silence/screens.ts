import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const SilenceListScreen = lazy(async () => ({ default: (await import('./Silence')).SilenceListScreen }))
const SilenceScreen = lazy(async () => ({ default: (await import('./Silence')).SilenceScreen }))
const BeginSilenceScreen = lazy(async () => ({ default: (await import('./BeginSilence')).BeginSilenceScreen }))

export const SILENCE: readonly Screen[] = [
  { path: '/silence', roles: LEADING, view: SilenceListScreen },
  { path: '/silence/begin', roles: LEADING, view: BeginSilenceScreen },
  { path: '/silence/:silence', roles: LEADING, view: SilenceScreen },
]
