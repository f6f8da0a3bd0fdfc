/** What waits for one person beyond what the core counts, each with the place where it is done. */
import type { HomeMatter, PersonLine, RecordLine, ShiftView } from '../../core/generated/views'
import type { Ready, Role } from '../../core/core'
import type { ContactLine } from '../../core/shapes/contact'
import type { MessageDraftView } from '../../core/shapes/messages'
import type { RecentContact } from '../../core/views_of_desks'
import { state_of } from '../administration/people_state'
import { first_gap } from '../duty/use_shifts'
import { LEADING, WRITERS, may } from '../inside/roles'
import { step_of_draft } from '../messages/inbox'

const DAY_MS = 86_400_000
/** What usually follows a contact within hours is reminded of for so long. */
export const REMINDED_FOR_MS = 7 * DAY_MS

export interface Waits extends HomeMatter {
  /** Where it is done; absent: where its subject is shown. */
  href?: string
  /** Somebody else of the own side does it. */
  colleague?: boolean
  /** The contact that it is about, where nothing else names it. */
  about?: string
}

/** Something of the own side's. */
export function own_matter({ side }: Pick<Ready, 'side'>, part: Pick<Waits, 'to_do' | 'noun' | 'subject'> & Partial<Waits>): Waits {
  return { side: side.name, ours: true, title: null, due_unix_ms: null, local: [], overdue: false, sounds: false, ...part }
}

/** What was shorter was a test of the line, or failed: nobody writes it up. */
export const WRITTEN_UP_FROM_MS = 60_000

export function is_written_up({ over, lasted_ms }: Pick<RecentContact, 'over' | 'lasted_ms'>): boolean {
  return over && (lasted_ms === null || lasted_ms >= WRITTEN_UP_FROM_MS)
}

const TALKED_OF = ['agreed', 'staging', 'staged', 'on-the-line', 'ended']

/** Contacts that are or may be talked of in public now: those of the last seven days and the next, the latest first. */
export function contacts_of_these_days(contacts: readonly ContactLine[], now_unix_ms: number): ContactLine[] {
  const is_near = (start_unix_ms: number | null) => start_unix_ms !== null && Math.abs(start_unix_ms - now_unix_ms) <= REMINDED_FOR_MS
  const near = contacts.filter(({ phase, start_unix_ms }) => TALKED_OF.includes(phase) && is_near(start_unix_ms))
  return near.toSorted((one, other) => (other.start_unix_ms ?? 0) - (one.start_unix_ms ?? 0))
}

/** Whoever may ask this is asked for by role; nobody else's device is. */
export interface KnownByRole {
  recent: readonly RecentContact[]
  message_drafts: readonly MessageDraftView[] | null
  records: readonly RecordLine[] | null
  shifts: readonly ShiftView[] | null
  people: readonly PersonLine[] | null
}

export function asks_of(roles: readonly Role[]) {
  return {
    press: roles.includes('press-officer'),
    message_drafts: may(roles, LEADING),
    records: may(roles, WRITERS),
    shifts: roles.includes('duty-officer'),
    people: may(roles, ['administrator', 'security-officer']),
  }
}

/** Messages approved and not sent, records not begun, shifts nobody has, accreditations that end. */
export function waits_by_role(ready: Pick<Ready, 'side' | 'person'>, known: KnownByRole, now_unix_ms: number): Waits[] {
  return [
    ...(known.message_drafts ?? []).flatMap((draft) => message_draft(ready, draft)),
    ...(known.records === null ? [] : unwritten(ready, known.records, known.recent)),
    ...(known.shifts === null ? [] : uncovered(ready, known.shifts, now_unix_ms)),
    ...(known.people === null ? [] : ending(ready, known.people, now_unix_ms)),
  ]
}

function message_draft(ready: Pick<Ready, 'side' | 'person'>, draft: MessageDraftView): Waits[] {
  const step = step_of_draft(draft, ready.person)
  if (step !== 'send' && step !== 'others-approve') return []
  return [own_matter(ready, { to_do: step, noun: 'message-draft', subject: draft.draft, title: draft.title, colleague: step === 'others-approve' })]
}

function unwritten(ready: Pick<Ready, 'side'>, records: readonly RecordLine[], recent: readonly RecentContact[]): Waits[] {
  return recent
    .filter(is_written_up)
    .filter(({ contact }) => !records.some(({ about }) => about === contact))
    .map(({ contact }) => own_matter(ready, { to_do: 'write-record', noun: 'contact', subject: contact, about: contact, href: `/inside/records/new/${encodeURIComponent(contact)}` }))
}

function uncovered(ready: Pick<Ready, 'side'>, shifts: readonly ShiftView[], now_unix_ms: number): Waits[] {
  const gap = first_gap(shifts, now_unix_ms)
  return gap === null ? [] : [own_matter(ready, { to_do: 'fill-shift', noun: 'shifts', subject: 'shifts', href: '/duty/shifts', due_unix_ms: gap })]
}

/** One line for all: the first that ends says by when. */
function ending(ready: Pick<Ready, 'side'>, people: readonly PersonLine[], now_unix_ms: number): Waits[] {
  const soon = people.filter((one) => state_of(one, now_unix_ms) === 'ends-soon')
  if (soon.length === 0) return []
  const due_unix_ms = Math.min(...soon.map(({ until_unix_ms }) => until_unix_ms ?? Number.MAX_SAFE_INTEGER))
  return [own_matter(ready, { to_do: 'renew', noun: 'accreditations', subject: 'people', href: '/administration', due_unix_ms })]
}
