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
  roles: string
  state: string
}

/** Accredited, and by now no longer. */
const STANDING = ['stands', 'founding']

export function roles_of({ roles }: { roles: string }): string[] {
  return roles.split(',').map((role) => role.trim()).filter((role) => role !== '')
}

/** What somebody does on all devices that stand together. An office that was taken away is only said of whom nothing else is known. */
export function roles_of_person(people: readonly Known[], person: string): string[] {
  const devices = people.filter((one) => one.person === person)
  const standing = devices.filter(({ state }) => STANDING.includes(state))
  return [...new Set((standing.length > 0 ? standing : devices).flatMap(roles_of))]
}

/**
 * What somebody is called here. Of the own side: “you”, else offices with the id as a detail beside them. Of the other
 * side: the side, and the id. None of them by name: accreditations hold none, and those that a directory of the
 * command line has for its devices never leave it. What others read later says nobody is “you”.
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
      const roles = roles_of_person(people ?? [], person)
      if (roles.length === 0) return short_id(person)
      return beside(format.list(roles.map((role) => (has(`role-${role}`) ? text(`role-${role}`) : role))))
    },
    [text, has, format, as_you, me, theirs, people],
  )
}
