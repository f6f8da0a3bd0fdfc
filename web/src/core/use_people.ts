import { useCallback } from 'react'

import { useFormat } from '../i18n/format'
import { useLanguage } from '../i18n/text'
import { useReady, useView } from './hooks'

const NOTHING: Record<string, never> = {}
const SHORT_DIGITS = 8

export function short_id(id: string): string {
  return id.slice(0, SHORT_DIGITS)
}

/** What one device of a person says of it. */
interface Known {
  person: string
  name: string | null
  roles: string
  state: string
}

/** Accredited, and by now no longer. */
const STANDING = ['stands', 'founding']

export function roles_of({ roles }: { roles: string }): string[] {
  return roles.split(',').map((role) => role.trim()).filter((role) => role !== '')
}

/** By name where one is known, else by what they do on all devices that stand together; null where nobody told of them. */
export function name_or_roles(people: readonly Known[], person: string): { name: string } | { roles: string[] } | null {
  const devices = people.filter((one) => one.person === person)
  const name = devices.find((one) => one.name !== null)?.name ?? null
  if (name !== null) return { name }
  // An office that was taken away is only said of whom nothing else is known.
  const standing = devices.filter(({ state }) => STANDING.includes(state))
  const roles = [...new Set((standing.length > 0 ? standing : devices).flatMap(roles_of))]
  return roles.length === 0 ? null : { roles }
}

/** What a person of the own side is called here; null where nobody told. */
export function useKnownName(): (person: string) => string | null {
  const { data } = useView('people', NOTHING)
  const people = data?.people
  return useCallback((person: string) => people?.find((one) => one.person === person && one.name !== null)?.name ?? null, [people])
}

/**
 * What somebody is called here. Of the own side: “you”, a name, else offices with the id as a detail beside them. Of the
 * other side no names are known, and none is guessed: the side, and the id. What others read later says nobody is “you”.
 */
export function usePersonName({ as_you = true } = {}): (person: string, own?: boolean) => string {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { person: me, other_side } = useReady()
  const { data } = useView('people', NOTHING)
  const people = data?.people
  const theirs = other_side?.name ?? ''
  return useCallback(
    (person: string, own = true) => {
      const beside = (who: string) => text('colleague', { who, id: short_id(person) })
      if (!own) return theirs === '' ? short_id(person) : beside(theirs)
      if (as_you && person === me) return text('you')
      const found = name_or_roles(people ?? [], person)
      if (found === null) return short_id(person)
      if ('name' in found) return found.name
      return beside(format.list(found.roles.map((role) => (has(`role-${role}`) ? text(`role-${role}`) : role))))
    },
    [text, has, format, as_you, me, theirs, people],
  )
}
