import { useEffect } from 'react'

import type { HomeMatter } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useLocals } from '../../ui/moment'
import { useSubjects } from '../press/use_press'
import { with_press } from './press_waits'
import { type Waits, asks_of, contacts_of_these_days, waits_by_role } from './waits'

const NOTHING: Record<string, never> = {}
const MINUTE_MS = 60_000
/** So many contacts are looked at. */
const RECENT_MAX = 6

/** All that waits for this person: what the core counts, and what follows from what else their roles see. */
export function useWaits(core: readonly HomeMatter[] | null, principal: boolean, now: number) {
  const minute = Math.floor(now / MINUTE_MS)
  const ready = useReady()
  const locals = useLocals()
  const asks = asks_of(principal ? [] : ready.roles)
  const contacts = useView('contacts', asks.press || asks.records ? NOTHING : null)
  const press = useView('press', asks.press ? NOTHING : null)
  const message_drafts = useView('message-drafts', asks.message_drafts ? NOTHING : null)
  const records = useView('records-of-contact', asks.records ? NOTHING : null)
  const shifts = useView('shifts', asks.shifts ? NOTHING : null)
  const people = useView('people', asks.people ? NOTHING : null)
  const near = contacts_of_these_days(contacts.data?.contacts ?? [], now).slice(0, RECENT_MAX).map(({ contact }) => contact)
  const looked_at = useView('recent-contacts', near.length === 0 ? null : { contacts: near, compare: asks.press })
  const { name_of } = useSubjects(!principal)

  // What the other side puts out, and what becomes overdue, comes without a record of this side.
  const [press_again, looked_again] = [press.again, looked_at.again]
  useEffect(() => {
    press_again()
    looked_again()
  }, [press_again, looked_again, minute])

  const recent = looked_at.data?.recent ?? []
  const known = press.data === null ? null : { press: press.data, recent }
  const by_role = {
    recent,
    message_drafts: message_drafts.data?.drafts ?? null,
    records: records.data?.entries ?? null,
    shifts: shifts.data?.shifts ?? null,
    people: people.data?.people ?? null,
  }
  // Whoever doesn't read an agenda tells contacts by medium and time.
  const title_of = ({ about, noun, subject }: Waits) => (about !== undefined ? name_of(about) : noun === 'contact' ? name_of(subject) : null)
  const found = core === null ? [] : [...with_press(core, known, ready, now), ...waits_by_role(ready, by_role, now)]
  const waits = found.map(
    (one): Waits => ({
      ...one,
      title: one.title ?? title_of(one),
      local: one.local.length === 0 && one.due_unix_ms !== null ? locals(one.due_unix_ms) : one.local,
    }),
  )
  const all = [contacts, looked_at, press, message_drafts, records, shifts, people]
  return {
    waits,
    all_known: core !== null && all.every(({ loading, error }) => !loading && error === null),
    error: all.find(({ error }) => error !== null)?.error ?? null,
  }
}
