import type { ComponentType } from 'react'

import { CallOverlay } from '../features/call/CallOverlay'

/** What lies over every screen once somebody is signed in: ringing and the call in progress. */
export const OVERLAYS: readonly ComponentType[] = [CallOverlay]
