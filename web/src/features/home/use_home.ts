import { useEffect } from 'react'

import type { Role } from '../../core/core'
import type { NextContact } from '../../core/generated/views'
import { useCore, useReady } from '../../core/hooks'
import { useHomeView } from '../../core/use_home_view'
import { useNow } from '../../ui/now'
import { LEADING, may } from '../inside/roles'
import { useWaits } from './use_waits'
import type { Waits } from './waits'

const DAY_MS = 86_400_000

/** In the order in which they are worked off. */
export const GROUPS = ['overdue', 'due', 'open', 'colleague', 'theirs'] as const
export type Group = (typeof GROUPS)[number]

export function group_of(matter: Waits, now_unix_ms: number): Group {
  if (!matter.ours) return 'theirs'
  if (matter.colleague === true) return 'colleague'
  // A page stays open for hours: what was due then is overdue now.
  if (matter.overdue || (matter.due_unix_ms !== null && now_unix_ms >= matter.due_unix_ms)) return 'overdue'
  return matter.due_unix_ms !== null && matter.due_unix_ms - now_unix_ms <= DAY_MS ? 'due' : 'open'
}

/** The earliest due first, what has no date last. */
export function grouped(matters: readonly Waits[], now_unix_ms: number): Map<Group, Waits[]> {
  const groups = new Map<Group, Waits[]>(GROUPS.map((group) => [group, []]))
  const by_date = (matter: Waits) => matter.due_unix_ms ?? Number.MAX_SAFE_INTEGER
  for (const matter of matters.toSorted((one, other) => by_date(one) - by_date(other))) {
    groups.get(group_of(matter, now_unix_ms))?.push(matter)
  }
  return groups
}

/** What a principal can do about the next contact. */
export type Action = 'join' | 'check-sound' | 'none'

/** Sound is checked shortly before, when somebody is there to help. */
const CHECK_FROM_MS = 4 * 3_600_000

export function action_for(next: NextContact | null, now_unix_ms: number): Action {
  if (next === null) return 'none'
  if (next.can_join) return 'join'
  return next.start_unix_ms - now_unix_ms <= CHECK_FROM_MS ? 'check-sound' : 'none'
}

/** What somebody does about the next contact besides reading it. */
export type Step = 'join' | 'sit-down' | 'stage' | 'see-rings' | 'none'

/** Before the start, when whoever has a place in the call sits down. */
const SIT_DOWN_FROM_MS = 5 * 60_000
const JOINS: readonly Role[] = ['principal', 'interpreter', 'note-taker']

/** Before the start, when duty officers see to it without being asked once more. */
const STAGED_FROM_MS = 60 * 60_000

export function step_for(next: NextContact, roles: readonly Role[], own_side: string, now_unix_ms: number): Step {
  if (next.can_join) return 'join'
  const [is_coming, is_called] = [['agreed', 'staging'].includes(next.phase), ['staged', 'on-the-line'].includes(next.phase)]
  const within = (before_ms: number) => now_unix_ms >= next.start_unix_ms - before_ms
  if (roles.includes('duty-officer')) {
    if (is_coming && within(STAGED_FROM_MS) && !next.confirmed.includes(own_side)) return 'stage'
    if (is_called) return 'see-rings'
  }
  return may(roles, JOINS) && is_coming && within(SIT_DOWN_FROM_MS) ? 'sit-down' : 'none'
}

const MINUTE_MS = 60_000

export function useHome() {
  const ready = useReady()
  const { roles } = ready
  const { data, error: failed, loading, again } = useHomeView()
  const now = useNow()
  const { call } = useCore()
  // What is next, and what is due, changes by time alone as well.
  const minute = Math.floor(now / MINUTE_MS)
  useEffect(again, [again, minute])
  const principal = data?.principal ?? roles.includes('principal')
  const { waits, all_known, error: unknown } = useWaits(data?.matters ?? null, principal, now)
  const error = failed ?? unknown
  return {
    principal,
    ready,
    next: data?.next ?? null,
    groups: grouped(waits, now),
    nothing_waits: all_known && waits.length === 0,
    /** Only aides see what waits for the other side. */
    sees_all: may(roles, LEADING),
    action: action_for(data?.next ?? null, now),
    now,
    error,
    loading,
    again,
    join: (contact: string) => void call.join(contact),
  }
}

export type Home = ReturnType<typeof useHome>
