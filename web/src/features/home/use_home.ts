import { useCore, useReady } from '../../core/hooks'
import { useHomeView } from '../../core/use_home_view'
import type { HomeMatter, NextContact } from '../../core/generated/views'
import { useNow } from '../../ui/now'

const DAY_MS = 86_400_000

/** In the order in which they are worked off. */
export const GROUPS = ['overdue', 'due', 'open', 'theirs'] as const
export type Group = (typeof GROUPS)[number]

export function group_of(matter: HomeMatter, now_unix_ms: number): Group {
  if (!matter.ours) return 'theirs'
  if (matter.overdue) return 'overdue'
  return matter.due_unix_ms !== null && matter.due_unix_ms - now_unix_ms <= DAY_MS ? 'due' : 'open'
}

/** The earliest due first, what has no date last. */
export function grouped(matters: readonly HomeMatter[], now_unix_ms: number): Map<Group, HomeMatter[]> {
  const groups = new Map<Group, HomeMatter[]>(GROUPS.map((group) => [group, []]))
  const by_date = (matter: HomeMatter) => matter.due_unix_ms ?? Number.MAX_SAFE_INTEGER
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

export function useHome() {
  const ready = useReady()
  const { roles } = ready
  const { data, error, loading, again } = useHomeView()
  const now = useNow()
  const { call } = useCore()
  return {
    principal: data?.principal ?? roles.includes('principal'),
    ready,
    next: data?.next ?? null,
    groups: grouped(data?.matters ?? [], now),
    nothing_waits: data?.matters.length === 0,
    action: action_for(data?.next ?? null, now),
    now,
    error,
    loading,
    again,
    join: (contact: string) => void call.join(contact),
  }
}

export type Home = ReturnType<typeof useHome>
