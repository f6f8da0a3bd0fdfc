import { expect, test } from 'vitest'

import type { PersonLine, RecordLine, ShiftView } from '../../core/generated/views'
import type { ContactLine } from '../../core/shapes/contact'
import type { MessageDraftView } from '../../core/shapes/messages'
import { NORTH, NOW } from '../../gallery/people'
import { ENDS_SOON_MS } from '../administration/people_state'
import { type KnownByRole, REMINDED_FOR_MS, WRITTEN_UP_FROM_MS, asks_of, contacts_of_these_days, waits_by_role } from './waits'

const HOUR = 3_600_000
const ME = { side: NORTH, person: 'p1' }
const NOTHING_KNOWN: KnownByRole = { recent: [], message_drafts: null, records: null, shifts: null, people: null }

const told = (known: Partial<KnownByRole>) => waits_by_role(ME, { ...NOTHING_KNOWN, ...known }, NOW).map(({ to_do, href, due_unix_ms, colleague }) => ({ to_do, href, due_unix_ms, colleague: colleague === true }))

const DRAFT: MessageDraftView = { draft: 'm1', author: 'p1', at_unix_ms: NOW, precedence: 'routine', title: 'Delegation', text: '', approved_by: null, sent: null }

test.each([
  ['one’s own draft waits for a colleague', {}, [{ to_do: 'others-approve', colleague: true }]],
  ['an approved one is to be sent', { approved_by: 'p9' }, [{ to_do: 'send', colleague: false }]],
  ['the core tells of those to approve', { author: 'p9' }, []],
  ['one that was sent waits no more', { approved_by: 'p9', sent: 's1' }, []],
])('%s', (_name, part, wanted) => {
  expect(told({ message_drafts: [{ ...DRAFT, ...part }] })).toMatchObject(wanted)
})

test('a contact without a record is to be written up, by whoever knows the records', () => {
  const recent = [{ contact: 'c1', over: true, lasted_ms: WRITTEN_UP_FROM_MS, compared: null }]
  const who = { name: null, person: 'p1', device: 'd1', at_unix_ms: NOW }
  const record: RecordLine = { record: 'r1', about: 'c1', state: 'draft', written: who, instead_of: [], reviews: 0, approved: null, keep_until_unix_ms: null, due_for_review: false, openings: 0 }
  expect(told({ recent, records: [] })).toMatchObject([{ to_do: 'write-record', href: '/inside/records/new/c1' }])
  expect(told({ recent, records: [record] })).toEqual([])
  expect(told({ recent })).toEqual([])
  expect(told({ recent: [{ contact: 'c1', over: false, lasted_ms: null, compared: null }], records: [] })).toEqual([])
  expect(told({ recent: [{ contact: 'c1', over: true, lasted_ms: WRITTEN_UP_FROM_MS - 1, compared: null }], records: [] })).toEqual([])
  expect(told({ recent: [{ contact: 'c1', over: true, lasted_ms: null, compared: null }], records: [] })).toMatchObject([{ to_do: 'write-record' }])
})

test('a stretch without anybody on duty is due when it begins', () => {
  const shift = (from: number, until: number): ShiftView => ({ person: 'p1', from_unix_ms: NOW + from * HOUR, until_unix_ms: NOW + until * HOUR, on_duty: from <= 0 })
  expect(told({ shifts: [shift(-1, 2), shift(3, 4)] })).toEqual([{ to_do: 'fill-shift', href: '/duty/shifts', due_unix_ms: NOW + 2 * HOUR, colleague: false }])
  expect(told({ shifts: [shift(-1, 2), shift(2, 4)] })).toEqual([])
  expect(told({ shifts: [] })).toEqual([])
})

test('accreditations that end within thirty days are one matter, due with the first', () => {
  const device = (until_unix_ms: number | null, state = 'stands'): PersonLine => ({ name: null, device: 'd', person: 'p', roles: 'sherpa', until_unix_ms, state })
  expect(told({ people: [device(NOW + ENDS_SOON_MS), device(NOW + HOUR), device(NOW + 2 * HOUR, 'revoked')] })).toEqual([{ to_do: 'renew', href: '/administration', due_unix_ms: NOW + HOUR, colleague: false }])
  expect(told({ people: [device(NOW + ENDS_SOON_MS + 1), device(null)] })).toEqual([])
})

test('a role asks for what it may see and for nothing else', () => {
  expect(asks_of(['press-officer'])).toEqual({ press: true, message_drafts: false, records: false, shifts: false, people: false })
  expect(asks_of(['sherpa', 'duty-officer'])).toEqual({ press: false, message_drafts: true, records: true, shifts: true, people: false })
  expect(asks_of(['security-officer'])).toMatchObject({ people: true, press: false })
})

test('contacts of seven days before and after are looked at, the latest first', () => {
  const line = (contact: string, start_unix_ms: number | null, phase = 'ended'): ContactLine => ({ contact, phase, proposed_by: 'North', start_unix_ms, start: null, medium: 'phone-call', reported: null })
  const lines = [
    line('old', NOW - REMINDED_FOR_MS),
    line('too-old', NOW - REMINDED_FOR_MS - 1),
    line('new', NOW - HOUR),
    line('agreed', NOW + REMINDED_FOR_MS, 'agreed'),
    line('too-far', NOW + REMINDED_FOR_MS + 1, 'agreed'),
    line('proposed', NOW, 'proposed'),
    line('undated', null),
  ]
  expect(contacts_of_these_days(lines, NOW).map(({ contact }) => contact)).toEqual(['agreed', 'new', 'old'])
})
