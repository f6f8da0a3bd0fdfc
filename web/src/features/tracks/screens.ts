import { lazy } from 'react'

import type { Screen } from '../../app/screen'
import type { Role } from '../../core/core'

const LEADING: readonly Role[] = ['principal', 'sherpa']
const TrackListScreen = lazy(async () => ({ default: (await import('./TrackList')).TrackListScreen }))
const TrackScreen = lazy(async () => ({ default: (await import('./Track')).TrackScreen }))

export const TRACKS: readonly Screen[] = [
  { path: '/tracks', roles: LEADING, nav: { text: 'nav-tracks', order: 30, key: 't', also: ['/rounds', '/minutes'] }, view: TrackListScreen },
  { path: '/tracks/:track', roles: LEADING, view: TrackScreen },
]
