/** Invented contacts for scenes and tests. */
import type { AgendaView, ContactList, ContactView, TermsView } from '../../core/shapes/contact'
import type { ReportedView } from '../../core/shapes/report'
import type { OfferedView, ThreadAct, ThreadView } from '../../core/shapes/thread'
import { CALL_AT, MINUTE, NOW, local_of } from '../../gallery/people'

export const CONTACT = '3fa1c0de5b7e4f00a1b2c3d4e5f60718'
export const EARLIER = '77aa01b2c3d4e5f60718293a4b5c6d7e'
const DAY = 24 * 60 * MINUTE
const PROPOSED_AT = NOW - 2 * DAY

export const TERMS: TermsView = {
  initiative: 'proposer',
  initiative_of: 'North',
  languages: ['ru', 'en'],
  format: 'consecutive',
  voice_depth: 2,
  tz_version: '2021e',
}

export const AGENDA: AgendaView = {
  items: [
    { title: 'Security guarantees', state: 'open', carried_from: EARLIER },
    { title: 'Order of the talks in Geneva', state: 'open', carried_from: EARLIER },
    { title: 'Consulates', state: 'open', carried_from: null },
  ],
  participants: [
    { side: 'North', role: 'principal', name: 'Head of North' },
    { side: 'North', role: 'interpreter', name: 'Interpreter of North' },
    { side: 'South', role: 'principal', name: 'Head of South' },
  ],
  reason: 'To go on with the agenda of the videoconference before the talks in January.',
}

export const PROPOSED_BY_US: ContactView = {
  contact: CONTACT,
  phase: 'proposed',
  held_outside: false,
  proposed_by: 'North',
  awaited: 'an answer of South',
  start_unix_ms: CALL_AT,
  local: local_of(CALL_AT),
  duration_min: 60,
  medium: 'phone-call',
  public_part: 'none',
  terms: TERMS,
  agreed: null,
  agenda: AGENDA,
  offers: [{ record: 'r1', by: 'North', start_unix_ms: CALL_AT, answer: 'open', answer_by_unix_ms: CALL_AT - 20 * MINUTE }],
  confirmed: [],
  started_unix_ms: null,
  ended_unix_ms: null,
  end_reason: null,
  start_attested: false,
  end_attested: false,
  attested: [],
  aborted_by: null,
  history: [],
  reported: [],
  reports_sealed: 0,
}

export const PROPOSED_TO_US: ContactView = {
  ...PROPOSED_BY_US,
  proposed_by: 'South',
  awaited: 'an answer of North',
  local: local_of(CALL_AT).toReversed(),
  terms: { ...TERMS, initiative: 'mutual', initiative_of: null },
  offers: [{ record: 'r1', by: 'South', start_unix_ms: CALL_AT, answer: 'open', answer_by_unix_ms: CALL_AT - 20 * MINUTE }],
  history: [],
}

export const AGREED: ContactView = {
  ...PROPOSED_BY_US,
  phase: 'agreed',
  awaited: null,
  agreed: 'r3',
  offers: [
    { record: 'r1', by: 'North', start_unix_ms: CALL_AT - 2 * 60 * MINUTE, answer: 'superseded', answer_by_unix_ms: null },
    { record: 'r3', by: 'South', start_unix_ms: CALL_AT, answer: 'accepted', answer_by_unix_ms: null },
  ],
  history: [],
}

export const HEARD: ReportedView = {
  status: 'reported',
  record: 'i9',
  about: CONTACT,
  author: 'p2',
  at_unix_ms: PROPOSED_AT,
  instead_of: [],
  stands: true,
  public: false,
  act: 'acceptance',
  of: 'South',
  told_by: 'Head of protocol of South',
  source: 'by telephone',
  heard: '2021-12-29T09:10:00Z',
  heard_unix_ms: Date.UTC(2021, 11, 29, 9, 10),
  what: '',
  text: 'They will take the call, and ask for half an hour more.',
  date: null,
}

export const HEARD_MATTER: ReportedView = {
  ...HEARD,
  record: 'i10',
  about: 'c0ffee00c0ffee00c0ffee00c0ffee00',
  act: 'proposal',
  told_by: 'Embassy of South',
  source: 'note verbale',
  text: 'A meeting of the foreign ministers in the second half of January.',
  date: {
    start_unix_ms: Date.UTC(2022, 0, 20, 9),
    starts: '2022-01-20T09:00:00Z',
    zone: 'Europe/Zurich',
    civil: '2022-01-20T10:00',
  },
}

function act(by: string, seq: number, minutes_ago: number, what: string, more: Partial<ThreadAct> = {}): ThreadAct {
  const at_unix_ms = NOW - minutes_ago * MINUTE
  return {
    basis: 'signed',
    by,
    own: by === 'North',
    what,
    state: 'held',
    seq,
    record: `r${seq}`,
    person: 'p1',
    at_unix_ms,
    held_unix_ms: at_unix_ms + MINUTE,
    answers: null,
    reason: null,
    without_effect: null,
    offer: null,
    reported: null,
    ...more,
  }
}

function offered(start_unix_ms: number, more: Partial<OfferedView> = {}): OfferedView {
  return {
    start_unix_ms,
    local: local_of(start_unix_ms),
    duration_min: 60,
    medium: 'phone-call',
    public_part: 'none',
    answer_by_unix_ms: null,
    terms: TERMS,
    ...more,
  }
}

function thread(acts: ThreadAct[]): ThreadView {
  return { contact: CONTACT, phase: 'proposed', proposed_by: 'North', initiative: 'proposer', initiative_of: 'North', acts }
}

const HEARD_ACT: ThreadAct = {
  ...act('South', 0, 0, 'acceptance'),
  basis: 'reported',
  state: 'reported',
  seq: null,
  record: HEARD.record,
  at_unix_ms: HEARD.heard_unix_ms,
  held_unix_ms: null,
  reported: HEARD,
}

export const THREAD_BY_US = thread([act('North', 1, 2 * 24 * 60, 'propose', { offer: offered(CALL_AT) }), HEARD_ACT])
export const THREAD_TO_US = thread([act('South', 1, 180, 'propose', { offer: offered(CALL_AT) })])
export const THREAD_OUTSIDE = thread([act('South', 3, 60 * 24 * 6, 'held-outside')])
export const THREAD_AGREED = thread([
  act('North', 1, 2 * 24 * 60, 'propose', { state: 'superseded', offer: offered(CALL_AT - 2 * 60 * MINUTE) }),
  act('South', 3, 26 * 60, 'counter', { state: 'agreed', offer: offered(CALL_AT) }),
  act('South', 4, 25 * 60, 'accept', { state: 'without-effect', without_effect: 'nothing-to-answer' }),
  act('North', 44, 24 * 60, 'accept'),
])
/** Agreed, and the other side asks for a later hour. */
export const AMENDED_AT = CALL_AT + 90 * MINUTE
export const THREAD_AMENDED = thread([
  ...THREAD_AGREED.acts,
  act('South', 9, 30, 'counter', { offer: offered(AMENDED_AT, { duration_min: 45 }) }),
  act('North', 47, 3, 'postpone', { state: 'sent', held_unix_ms: null, reason: 'Our interpreters are away until then.' }),
])

const OUTSIDE_AT = Date.UTC(2021, 11, 7, 15)

export const REPORTED_OUTSIDE: ContactView = {
  ...PROPOSED_BY_US,
  contact: EARLIER,
  phase: 'reported-outside',
  held_outside: true,
  proposed_by: 'South',
  awaited: "North's own entry of it",
  start_unix_ms: OUTSIDE_AT,
  local: [],
  duration_min: 120,
  medium: 'videoconference',
  public_part: 'opening',
  terms: null,
  agenda: { ...AGENDA, items: AGENDA.items.map((item) => ({ ...item, carried_from: null })), participants: [] },
  offers: [],
  history: [],
}

export function with_phase(view: ContactView, phase: string): ContactView {
  return { ...view, phase }
}

/** Agreed, and the other side offers a change. */
export const AMENDED: ContactView = {
  ...AGREED,
  offers: [...AGREED.offers, { record: 'r9', by: 'South', start_unix_ms: AMENDED_AT, answer: 'open', answer_by_unix_ms: null }],
}

export const LIST: ContactList = {
  contacts: [
    { contact: EARLIER, phase: 'held-outside', proposed_by: 'North', start_unix_ms: OUTSIDE_AT, start: null, medium: 'videoconference', reported: null },
    { contact: CONTACT, phase: 'proposed', proposed_by: 'South', start_unix_ms: CALL_AT, start: null, medium: 'phone-call', reported: null },
    {
      contact: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
      phase: 'proposed',
      proposed_by: 'North',
      start_unix_ms: CALL_AT + 9 * DAY,
      start: null,
      medium: 'phone-call',
      reported: { ...HEARD, about: 'a1b2c3d4e5f60718293a4b5c6d7e8f90' },
    },
    {
      contact: 'b2c3d4e5f60718293a4b5c6d7e8f90a1',
      phase: 'agreed',
      proposed_by: 'South',
      start_unix_ms: CALL_AT + 4 * DAY + 5 * 60 * MINUTE,
      start: null,
      medium: 'videoconference',
      reported: null,
    },
    {
      contact: 'c3d4e5f60718293a4b5c6d7e8f90a1b2',
      phase: 'cancelled',
      proposed_by: 'South',
      start_unix_ms: CALL_AT - 20 * DAY,
      start: null,
      medium: 'phone-call',
      reported: null,
    },
  ],
  reported: [{ ...HEARD_MATTER, reports: 2, last_date: HEARD_MATTER.date }],
}
