import { useState } from 'react'

import { type ShiftForm, rfc3339 } from '../../core/forms/message'
import { useAct, useReady, useView } from '../../core/hooks'
import type { PersonLine } from '../../core/generated/views'
import type { ShiftView } from '../../core/shapes/shifts'
import { usePersonName } from '../../core/use_people'
import { unix_of_civil } from '../../i18n/civil'
import { useNow } from '../../ui/now'

const NOTHING: Record<string, never> = {}

/** The earliest of those that begin after now. */
export function next_shift(shifts: readonly ShiftView[], now_unix_ms: number): ShiftView | null {
  const later = shifts.filter(({ from_unix_ms }) => from_unix_ms > now_unix_ms)
  return later.toSorted((one, other) => one.from_unix_ms - other.from_unix_ms)[0] ?? null
}

/** Whether there is a stretch, from now until the last shift ends, in which nobody is on duty: where it begins. */
export function first_gap(shifts: readonly ShiftView[], now_unix_ms: number): number | null {
  const ahead = shifts.filter(({ until_unix_ms }) => until_unix_ms > now_unix_ms).toSorted((one, other) => one.from_unix_ms - other.from_unix_ms)
  let covered = now_unix_ms
  for (const { from_unix_ms, until_unix_ms } of ahead) {
    if (from_unix_ms > covered) return covered
    covered = Math.max(covered, until_unix_ms)
  }
  return null
}

/** Persons who are accredited as duty officers, each once. */
export function duty_officers(people: readonly PersonLine[]): string[] {
  const found = people.filter(({ roles, state }) => state === 'stands' && roles.split(/,\s*/).includes('duty-officer'))
  return [...new Set(found.map(({ person }) => person))]
}

export function useShifts() {
  const now = useNow()
  const name_of = usePersonName()
  const { data, error, loading, again } = useView('shifts', NOTHING)
  const people = useView('people', NOTHING)
  const shifts = data?.shifts ?? []
  return {
    shifts,
    list: data?.list ?? null,
    empty: data?.shifts.length === 0,
    on_duty: data?.on_duty ?? [],
    next: next_shift(shifts, now),
    gap: first_gap(shifts, now),
    officers: duty_officers(people.data?.people ?? []),
    name_of,
    now,
    loading,
    error,
    again,
  }
}

function form_of({ person, from_unix_ms, until_unix_ms }: Omit<ShiftView, 'on_duty'>): ShiftForm {
  return { person, from: rfc3339(from_unix_ms), until: rfc3339(until_unix_ms) }
}

function is_same(one: ShiftView, other: ShiftView): boolean {
  return one.person === other.person && one.from_unix_ms === other.from_unix_ms && one.until_unix_ms === other.until_unix_ms
}

export type Lacks = 'person' | 'from' | 'until' | 'order' | null

/** One more shift, or one less: the whole list is signed anew, in the place of the one that was shown. */
export function useShiftChange(shifts: readonly ShiftView[], list: string | null) {
  const { side } = useReady()
  const keep = useAct('set-shifts')
  const [person, setPerson] = useState<string | null>(null)
  const [from, setFrom] = useState('')
  const [until, setUntil] = useState('')
  const [tried, setTried] = useState(false)
  const [asked, setAsked] = useState<ShiftView | null>(null)
  const [from_unix_ms, until_unix_ms] = [unix_of_civil(from, side.zone), unix_of_civil(until, side.zone)]
  const lacks: Lacks =
    person === null ? 'person' : from_unix_ms === null ? 'from' : until_unix_ms === null ? 'until' : until_unix_ms <= from_unix_ms ? 'order' : null
  const plain = shifts.map(form_of)
  return {
    person,
    setPerson,
    from,
    setFrom,
    until,
    setUntil,
    lacks: tried ? lacks : null,
    busy: keep.busy,
    error: keep.error,
    add: async () => {
      setTried(true)
      if (person === null || from_unix_ms === null || until_unix_ms === null || lacks !== null) return false
      const done = await keep.act({ form: { shifts: [...plain, form_of({ person, from_unix_ms, until_unix_ms })] }, instead_of: list })
      if (done === null) return false
      setTried(false)
      setFrom(until)
      setUntil('')
      return true
    },
    /** Whose shift is about to be taken off. */
    asked,
    ask: setAsked,
    stay: () => setAsked(null),
    remove: async () => {
      // By what it says: the list may have changed while it was asked.
      const gone = asked === null ? -1 : shifts.findIndex((one) => is_same(one, asked))
      const done = gone === -1 ? null : await keep.act({ form: { shifts: plain.filter((_, at) => at !== gone) }, instead_of: list })
      setAsked(null)
      return done !== null
    },
  }
}
