import { useMemo } from 'react'

import { local_at, own_first } from '../i18n/when'
import type { HomeView, LocalView } from './generated/views'
import { type Viewed, useReady, useView } from './hooks'

const NOTHING: Record<string, never> = {}

/** What a person is shown first, the own time first. Where no terms that are read here name zones, by the zones that are known. */
export function useHomeView(): Viewed<HomeView> {
  const { side, other_side } = useReady()
  const { data, ...rest } = useView('home', NOTHING)
  const told = useMemo(() => {
    if (data === null) return null
    const sides = other_side === null ? [side] : [side, other_side]
    const times = (local: readonly LocalView[], unix_ms: number | null): LocalView[] => {
      if (unix_ms === null) return []
      return local.length === 0 ? local_at(unix_ms, sides) : own_first(local, side.name)
    }
    const { next, matters } = data
    return {
      ...data,
      next: next === null ? null : { ...next, local: times(next.local, next.start_unix_ms) },
      matters: matters.map((matter) => ({ ...matter, local: times(matter.local, matter.due_unix_ms) })),
    }
  }, [data, side, other_side])
  return { data: told, ...rest }
}
