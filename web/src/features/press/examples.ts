/** Invented texts for the public, for scenes and tests. */
import type { FactView, PressDraftView, PressItem, PressView } from '../../core/shapes/press'
import { CALL_AT, MINUTE, NOW } from '../../gallery/people'

const HOUR = 60 * MINUTE
export const CONTACT = '3fa1c05e7b7b4d0c9d0f5a2e61c4b811'

export const STATEMENT: PressDraftView = {
  draft: 'd1',
  kind: 'statement',
  contact: CONTACT,
  title: 'Telephone conversation of the leaders tonight',
  office: 'press service of the leader',
  occasion: 'briefing',
  text: 'Late this evening a telephone conversation takes place, at the initiative of our side. It goes on with what was begun at the videoconference. A message follows after it.',
  author: 'p9',
  approved_by: null,
  embargo_unix_ms: null,
  promises_by_unix_ms: CALL_AT + 3 * HOUR,
  promises_from: 'press service of the leader',
  about: null,
  topic: 'contact',
  party: null,
  question: null,
  picture: null,
  picture_source: null,
  claims: ['initiative of North', 'phone-call', 'public part: none'],
  compared: true,
  conflicts: [],
  position: null,
  contradiction_reason: null,
}

export const CONTRADICTING: PressDraftView = {
  ...STATEMENT,
  draft: 'd2',
  kind: 'readout',
  title: 'On the conversation of the leaders',
  occasion: 'release',
  conflicts: [
    { fact: 'initiative', claimed: 'North', signed: 'mutual' },
    { fact: 'start', claimed: '2021-12-30T20:45:00Z', signed: '2021-12-30T20:31:00Z' },
  ],
}

const PUBLISHED: PressItem = {
  name: 'statement-0a1b2c3d4e5f',
  kind: 'statement',
  title: 'No council meeting is planned',
  office: 'foreign ministry',
  contact: CONTACT,
  topic: 'contact',
  published_unix_ms: NOW - 2 * HOUR,
  url: '/releases/statement-0a1b2c3d4e5f',
  about: null,
  notices: [],
}

export const PRESS: PressView = {
  drafts: [
    { ...STATEMENT, author: 'p1', draft: 'd0', kind: 'holding-line', title: 'While the call is on', promises_by_unix_ms: null },
    CONTRADICTING,
    STATEMENT,
    { ...STATEMENT, draft: 'd3', approved_by: 'p10', title: 'Round in Geneva on 10 January', kind: 'announcement', embargo_unix_ms: NOW + 9 * HOUR },
  ],
  published: [PUBLISHED, { ...PUBLISHED, name: 'answer-77c0aa12e61c', kind: 'answer', title: 'The hour was never a problem', office: 'press service of the leader', published_unix_ms: NOW - 26 * HOUR, notices: ['correction-1'] }],
  promises: [
    { contact: CONTACT, statement: 'statement-1', by_unix_ms: CALL_AT + 3 * HOUR, office: 'press service of the leader', state: 'due' },
    { contact: '9d0f5a2e61c4b8113fa1c05e7b7b4d0c', statement: 'statement-2', by_unix_ms: NOW - 3 * HOUR, office: null, state: 'overdue' },
    { contact: CONTACT, statement: 'statement-0', by_unix_ms: NOW - 40 * HOUR, office: null, state: 'kept' },
  ],
}

function side(name: string, stand: 'silent' | 'claimed' | 'confirmed' | 'disputed', value: string | null, office: string | null) {
  return { side: name, stand, value, statement: value === null ? null : 'statement-1', office, url: null }
}

export const FACTS: FactView[] = [
  {
    about: CONTACT,
    code: 'initiative', fact: 'initiative',
    signed: 'North',
    sides: [side('North', 'confirmed', 'North', 'press service of the leader'), side('South', 'disputed', 'mutual', 'spokesman of the president')],
    difference: 'differs',
  },
  { about: CONTACT, code: 'medium', fact: 'medium', signed: 'phone-call', sides: [side('North', 'confirmed', 'phone-call', 'press service of the leader'), side('South', 'confirmed', 'phone-call', 'spokesman of the president')], difference: 'same' },
  { about: CONTACT, code: 'start', fact: 'start', signed: '2021-12-30T20:30:00Z', sides: [side('North', 'confirmed', '2021-12-30T20:30:00Z', 'press service of the leader'), side('South', 'silent', null, null)], difference: 'one-side' },
  { about: CONTACT, code: 'public-part', fact: 'public-part', signed: 'none', sides: [side('North', 'confirmed', 'none', 'press service of the leader'), side('South', 'silent', null, null)], difference: 'one-side' },
]
