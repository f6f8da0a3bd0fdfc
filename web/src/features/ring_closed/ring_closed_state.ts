/** Whether this browser is called while its page is closed, and what keeps it from it. */
import type { Lack, Permission, Subscribed } from '../../core/ring_browser'
import type { PushView } from '../../core/shapes/push'

export type Unfit = Lack | 'node-off'

export type Standing = { at: 'unfit'; why: Unfit } | { at: 'blocked' } | { at: 'on'; missed_unix_ms: number | null } | { at: 'off' }

/** What isn't in the catalogue is said in general. */
const FAILED = ['push-unreachable', 'push-denied', 'push-service-unknown'] as const
export type Failed = (typeof FAILED)[number] | 'other' | 'off'

export function failed_of(code: string): Failed {
  return FAILED.find((known) => known === code) ?? 'other'
}

/** On only where browser and node agree on address and key: either may have forgotten it. */
export function standing_of(node: PushView, permission: Permission, present: Subscribed | null): Standing {
  if (node.key === null) return { at: 'unfit', why: 'node-off' }
  if (permission === 'denied') return { at: 'blocked' }
  const agreed = permission === 'granted' && present !== null && present.endpoint === node.endpoint && present.key === node.key
  return agreed ? { at: 'on', missed_unix_ms: node.last_failed_unix_ms } : { at: 'off' }
}
