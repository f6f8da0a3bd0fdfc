import { useReady, useView } from '../../core/hooks'
import type { ContactLine } from '../../core/shapes/contact'

const NOTHING: Record<string, never> = {}

/** In the order in which a person needs them. */
export const GROUPS = ['running', 'ours', 'agreed', 'theirs', 'past'] as const
export type Group = (typeof GROUPS)[number]

const RUNNING = ['staging', 'staged', 'on-the-line']
const OPEN = ['proposed', 'postponed', 'reported-outside']

export function group_of({ contact, phase }: ContactLine, waits_for_us: ReadonlySet<string>): Group {
  if (RUNNING.includes(phase)) return 'running'
  if (waits_for_us.has(contact)) return 'ours'
  if (phase === 'agreed') return 'agreed'
  return OPEN.includes(phase) ? 'theirs' : 'past'
}

/** What comes: the earliest first. What is past: the latest first. */
export function grouped(lines: readonly ContactLine[], waits_for_us: ReadonlySet<string>): Map<Group, ContactLine[]> {
  const groups = new Map<Group, ContactLine[]>(GROUPS.map((group) => [group, []]))
  const start = ({ start_unix_ms }: ContactLine) => start_unix_ms ?? Number.MAX_SAFE_INTEGER
  for (const line of lines.toSorted((one, other) => start(one) - start(other))) {
    const group = group_of(line, waits_for_us)
    const list = groups.get(group)
    if (group === 'past') list?.unshift(line)
    else list?.push(line)
  }
  return groups
}

export function useContacts() {
  const { side, other_side, roles } = useReady()
  const contacts = useView('contacts', NOTHING)
  const home = useView('home', NOTHING)
  const matters = home.data?.matters ?? []
  const ours = new Set(matters.filter(({ ours, noun }) => ours && noun === 'contact').map(({ subject }) => subject))
  const sides = other_side === null ? [side] : [side, other_side]
  return {
    groups: grouped(contacts.data?.contacts ?? [], ours),
    reported: contacts.data?.reported ?? [],
    empty: contacts.data?.contacts.length === 0 && contacts.data.reported.length === 0,
    sides,
    may_propose: roles.includes('principal') || roles.includes('sherpa'),
    error: contacts.error,
    loading: contacts.loading,
    again: contacts.again,
  }
}
