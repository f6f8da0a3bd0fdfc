import type { HomeMatter } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useLocals } from '../../ui/moment'
import { useSubjects } from '../press/use_press'
import { with_press } from './press_waits'
import { type Waits, asks_of, held_lately, waits_by_role } from './waits'

const NOTHING: Record<string, never> = {}
/** Of so many contacts held lately it is looked what both sides say. */
const COMPARED_MAX = 4

/** All that waits for this person: what the core counts, and what follows from what else their roles see. */
export function useWaits(core: readonly HomeMatter[] | null, principal: boolean, now: number) {
  const ready = useReady()
  const locals = useLocals()
  const asks = asks_of(principal ? [] : ready.roles)
  const contacts = useView('contacts', asks.press || asks.records ? NOTHING : null)
  const press = useView('press', asks.press ? NOTHING : null)
  const message_drafts = useView('message-drafts', asks.message_drafts ? NOTHING : null)
  const records = useView('records-of-contact', asks.records ? NOTHING : null)
  const shifts = useView('shifts', asks.shifts ? NOTHING : null)
  const people = useView('people', asks.people ? NOTHING : null)
  const lines = contacts.data?.contacts ?? []
  const subjects = asks.press ? held_lately(lines, now).slice(0, COMPARED_MAX).map(({ contact }) => contact) : []
  const compared = useView('compare-all', subjects.length === 0 ? null : { subjects })
  const { name_of } = useSubjects(asks.press || asks.records)

  const known = press.data === null ? null : { press: press.data, contacts: lines, compared: compared.data?.compared ?? [] }
  const by_role = {
    contacts: lines,
    message_drafts: message_drafts.data?.drafts ?? null,
    records: records.data?.entries ?? null,
    shifts: shifts.data?.shifts ?? null,
    people: people.data?.people ?? null,
  }
  const found = core === null ? [] : [...with_press(core, known, ready, now), ...waits_by_role(ready, by_role, now)]
  const waits = found.map(
    (one): Waits => ({
      ...one,
      title: one.title ?? (one.about === undefined ? null : name_of(one.about)),
      local: one.local.length === 0 && one.due_unix_ms !== null ? locals(one.due_unix_ms) : one.local,
    }),
  )
  const all = [contacts, press, message_drafts, records, shifts, people]
  return {
    waits,
    all_known: core !== null && all.every(({ loading, error }) => !loading && error === null),
    error: all.find(({ error }) => error !== null)?.error ?? null,
  }
}
