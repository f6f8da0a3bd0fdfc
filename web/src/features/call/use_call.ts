import { useEffect } from 'react'

import type { CallControl, CallState } from '../../core/call_control'
import type { CoreError } from '../../core/core'
import { useCore, useObservable, useView } from '../../core/hooks'
import type { NextContact } from '../../core/generated/views'
import { useHomeView } from '../../core/use_home_view'
import { useNow } from '../../ui/now'

const NOTHING: Record<string, never> = {}

export function useCall(): { call: CallControl; state: CallState } {
  const { call } = useCore()
  return { call, state: useObservable(call.state) }
}

/** The contact of the call, where it is the next one: medium and both sides' times. */
export function useContactOfCall(contact: string): NextContact | null {
  const { data } = useHomeView()
  return data?.next?.contact === contact ? data.next : null
}

/** Who is rung this long before the start can be waiting already. */
const NEAR_MS = 24 * 3_600_000
const RINGING_PHASES: readonly string[] = ['agreed', 'staging', 'staged', 'on-the-line']

/** Whether the page waits for the ring of this contact. */
export function awaits(next: NextContact | null, now_unix_ms: number): next is NextContact {
  return next !== null && RINGING_PHASES.includes(next.phase) && next.start_unix_ms - now_unix_ms <= NEAR_MS
}

/** For a principal: the ring comes by itself, on whatever screen. A page that can hold no call isn't rung. */
export function useAwaitRing(unfit: CoreError | null | undefined): void {
  const { call } = useCore()
  const { data } = useView('home', NOTHING)
  const now = useNow()
  const next = data?.next ?? null
  const contact = awaits(next, now) ? next.contact : null
  useEffect(() => {
    if (contact !== null && unfit === null) call.await_ring(contact)
  }, [call, contact, unfit])
}
