import type { ComponentType } from 'react'

import { CallOverlay } from '../features/call/CallOverlay'
import { ClearNotices } from '../features/ring_closed/ClearNotices'
import { KeepRung } from '../features/ring_closed/KeepRung'

/** What lies over every screen once somebody is signed in: ringing and the call in progress. What was shown while no page was open is taken away. */
export const OVERLAYS: readonly ComponentType[] = [CallOverlay, ClearNotices, KeepRung]
