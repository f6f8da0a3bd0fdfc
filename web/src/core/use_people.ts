import { useCallback } from 'react'

import { useView } from './hooks'

const NOTHING: Record<string, never> = {}
const SHORT_DIGITS = 8

export function short_id(id: string): string {
  return id.slice(0, SHORT_DIGITS)
}

/** What a person of the own side is called here; null where nobody told. */
export function useKnownName(): (person: string) => string | null {
  const { data } = useView('people', NOTHING)
  const people = data?.people
  return useCallback((person: string) => people?.find((one) => one.person === person && one.name !== null)?.name ?? null, [people])
}

/** What a person of the own side is called here; where nobody told, the first digits of the id. */
export function usePersonName(): (person: string) => string {
  const known = useKnownName()
  return useCallback((person: string) => known(person) ?? short_id(person), [known])
}
