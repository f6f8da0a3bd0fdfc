import { useReady, useView } from '../../core/hooks'
import { roles_of, short_id, usePersonName } from '../../core/use_people'
import { useFormat } from '../../i18n/format'
import { useLanguage } from '../../i18n/text'
import { READERS } from './roles'

const NOTHING: Record<string, never> = {}

export interface Colleague {
  person: string
  roles: string[]
}

/** Everybody with a device that stands, once. */
export function colleagues_of(people: readonly { person: string; roles: string; state: string }[]): Colleague[] {
  const found = new Map<string, Colleague>()
  for (const one of people) {
    if (one.state !== 'stands' && one.state !== 'founding') continue
    const before = found.get(one.person)
    const roles = roles_of(one)
    found.set(one.person, { person: one.person, roles: [...new Set([...(before?.roles ?? []), ...roles])] })
  }
  return [...found.values()]
}

/** People of the own side, as they are called here: by what they do. */
export function useColleagues() {
  const { text, has } = useLanguage()
  const format = useFormat()
  const { person: me } = useReady()
  const { data } = useView('people', NOTHING)
  const name_of = usePersonName()
  const all = colleagues_of(data?.people ?? [])
  const called = ({ person, roles }: Colleague): string => {
    const offices = format.list(roles.map((role) => (has(`role-${role}`) ? text(`role-${role}`) : role)))
    return text('colleague', { who: offices, id: short_id(person) })
  }
  const readers = all.filter(({ roles }) => READERS.some((role) => roles.includes(role)))
  const named = (one: Colleague) => (one.person === me ? text('colleague-me', { who: called(one) }) : called(one))
  return {
    /** To whom the side's own matters are sealed: they can be given a task or a record. */
    options: readers.map((one) => ({ key: one.person, text: named(one) })),
    name_of,
  }
}
