/** Answers to all that is kept within the own side, for scenes and tests: nothing is there yet, or what is typical. */
import type { CardView, CoalitionView, ConsultationView, MandateView, PersonLine, PressSubjectView, RecordLine, RecordView, TaskView } from '../core/generated/views'
import { CALL_AT, MINUTE, NOW } from './people'

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export const CONTACT_ID = 'c9a1f00d2b3c4d5e6f708192a3b4c5d6'
export const ROUND_ID = '7a0d11c2e3f4051627384950a1b2c3d4'
export const PAPER_ID = '5e1f00aa11bb22cc33dd44ee55ff6677'

export const SUBJECTS: PressSubjectView[] = [
  { subject: CONTACT_ID, noun: 'contact', medium: 'phone-call', start_unix_ms: CALL_AT, title: null },
  { subject: ROUND_ID, noun: 'round', medium: null, start_unix_ms: null, title: 'Talks in Geneva' },
  { subject: PAPER_ID, noun: 'paper', medium: null, start_unix_ms: null, title: 'Principles of limits on deployment' },
]

function colleague(person: string, roles: string): PersonLine {
  return { name: null, device: `d-${person}`, person, roles, until_unix_ms: NOW + 90 * DAY, state: 'stands' }
}

/** `p1` is whoever looks. */
export const COLLEAGUES: PersonLine[] = [
  colleague('p1', 'sherpa'),
  colleague('a2c4e6f8', 'principal'),
  colleague('b3d5f7a9', 'sherpa'),
  colleague('c4e6a8b0', 'note-taker'),
  colleague('d5f7b9c1', 'interpreter'),
  colleague('e6a8cad2', 'duty-officer'),
]

function entry(record: string, about: string, author: string, at_unix_ms: number, instead_of: string[] = []) {
  return { record, about, author, at_unix_ms, instead_of, stands: true, public: false }
}

const AT = NOW - 26 * HOUR

export const TASKS: TaskView[] = [
  { ...entry('t1', CONTACT_ID, 'b3d5f7a9', AT), text: 'Send the list of participants to South', owner: 'p1', state: 'open', due_unix_ms: NOW - 2 * HOUR, overdue: true },
  { ...entry('t2', CONTACT_ID, 'p1', AT + HOUR), text: 'Ask the ministry for the figures of October', owner: 'p1', state: 'open', due_unix_ms: NOW + 20 * MINUTE, overdue: false },
  { ...entry('t3', ROUND_ID, 'p1', AT + 2 * HOUR), text: 'Book interpreters for the second session', owner: 'd5f7b9c1', state: 'open', due_unix_ms: null, overdue: false },
  { ...entry('t4', PAPER_ID, 'p1', AT + 3 * HOUR, ['t0']), text: 'Translate annex 2', owner: 'c4e6a8b0', state: 'done', due_unix_ms: NOW - DAY, overdue: false },
]

export const CONSULTATIONS: ConsultationView[] = [
  { ...entry('k1', CONTACT_ID, 'p1', AT), body: 'Ministry of defence', state: 'planned', text: 'Which limits could we name in the call?', held_unix_ms: NOW - 3 * HOUR },
  { ...entry('k2', ROUND_ID, 'p1', AT), body: 'Interdepartmental group', state: 'planned', text: '', held_unix_ms: NOW + 2 * DAY },
  { ...entry('k3', CONTACT_ID, 'b3d5f7a9', AT, ['k0']), body: 'Legal department', state: 'held', text: 'A moratorium needs no law. A treaty does.', held_unix_ms: NOW - DAY },
  { ...entry('k4', CONTACT_ID, 'p1', AT), body: 'Security council', state: 'none', text: '', held_unix_ms: null },
]

export const CARDS: CardView[] = [
  {
    ...entry('f1', CONTACT_ID, 'b3d5f7a9', AT),
    title: 'South’s principal: what moves them',
    text: 'Prefers short answers.\nRemembers the meeting in spring, and what was promised there.\nAsks about the inspectors first.',
    state: 'approved',
    reviewed: { by: 'p1', at_unix_ms: AT + HOUR, remarks: 'Second line: it was in May.' },
    approved: { by: 'a2c4e6f8', at_unix_ms: AT + 2 * HOUR, remarks: '' },
  },
  { ...entry('f2', CONTACT_ID, 'b3d5f7a9', AT + 3 * HOUR), title: 'If exercises come up', text: 'Ours end on the 15th. Say so only if asked.', state: 'draft', reviewed: null, approved: null },
  { ...entry('f3', ROUND_ID, 'p1', AT + 4 * HOUR), title: 'Head of South’s delegation', text: 'A lawyer by training; wants texts before words.', state: 'draft', reviewed: null, approved: null },
]

export const MANDATES: MandateView[] = [
  {
    ...entry('m1', ROUND_ID, 'a2c4e6f8', AT),
    text: 'The delegation seeks a text on exercises, and listens on everything else.',
    may_agree: ['Notice of exercises of more than 9,000 people', 'A line between both general staffs'],
    refers: ['Any limit on where forces stand', 'Dates of a meeting of principals'],
  },
]

const REPLY_AT = NOW - 5 * HOUR
function heard(source: string) {
  return { source, at: new Date(REPLY_AT).toISOString(), at_unix_ms: REPLY_AT }
}

export const COALITIONS: CoalitionView[] = [
  {
    ...entry('l2', PAPER_ID, 'p1', NOW - 4 * HOUR, ['l1']),
    name: 'The alliance',
    members: [
      { member: 'East', stance: 'against', words: '', heard: heard('embassy in East') },
      { member: 'West', stance: 'own-words', words: 'We would talk about the second article alone.', heard: heard('our mission to the alliance') },
      { member: 'Islands', stance: 'not-known', words: '', heard: null },
    ],
    common_line: 'none',
    reply: '',
    reply_heard: heard('spokesman of the alliance'),
  },
  {
    ...entry('l1', PAPER_ID, 'p1', NOW - DAY),
    stands: false,
    name: 'The alliance',
    members: ['East', 'West', 'Islands'].map((member) => ({ member, stance: 'not-known', words: '', heard: null })),
    common_line: 'not-known',
    reply: '',
    reply_heard: null,
  },
]

const RECORD_LINE: RecordLine = {
  record: 'n1a2b3c4d5e6f708',
  about: CONTACT_ID,
  state: 'reviewed',
  written: { person: 'c4e6a8b0', name: null, at_unix_ms: NOW - 3 * HOUR },
  instead_of: [],
  reviews: 1,
  approved: null,
  keep_until_unix_ms: NOW + 30 * 365 * DAY,
  due_for_review: false,
  openings: 3,
}

export const RECORDS: RecordLine[] = [RECORD_LINE]

export const RECORD: RecordView = {
  ...RECORD_LINE,
  header: {
    noun: 'contact',
    about: CONTACT_ID,
    phase: 'ended',
    medium: 'phone-call',
    between: ['North', 'South'],
    attested: ['North', 'South'].map((by) => ({
      by,
      began: { unix_ms: CALL_AT - 5 * HOUR, utc: '', local: [] },
      ended: { unix_ms: CALL_AT - 5 * HOUR + 42 * MINUTE, utc: '', local: [] },
      end_reason: 'hung-up',
    })),
    start_attested: true,
    end_attested: true,
    on_line: [
      { side: 'North', roles: 'principal', person: 'a2c4e6f8', name: null, device: 'd1' },
      { side: 'South', roles: 'principal', person: null, name: null, device: 'd8' },
    ],
    said: [],
  },
  classification: 'Confidential',
  distribution: ['a2c4e6f8', 'p1'],
  reviewed: [{ by: { person: 'd5f7b9c1', name: null, at_unix_ms: NOW - 2 * HOUR }, remarks: 'Second item: it was “could”, not “will”.' }],
  text: 'The principals spoke about security guarantees.\n\n1. North named three points. South could look at the second.\n2. Both want the talks of 10 January to be held.',
}

/** Everything answered, nothing there. */
export const NOTHING_INSIDE = {
  people: () => ({ people: COLLEAGUES }),
  'press-subjects': () => ({ subjects: SUBJECTS }),
  tasks: () => ({ tasks: [] as TaskView[] }),
  consultations: () => ({ consultations: [] as ConsultationView[] }),
  mandates: () => ({ mandates: [] as MandateView[] }),
  'briefing-cards': () => ({ cards: [] as CardView[] }),
  coalitions: () => ({ entries: [] as CoalitionView[] }),
  'records-of-contact': () => ({ entries: [] as RecordLine[] }),
  'record-access': () => ({ openings: [] }),
}

export const TYPICAL_INSIDE = {
  ...NOTHING_INSIDE,
  tasks: () => ({ tasks: TASKS }),
  consultations: () => ({ consultations: CONSULTATIONS }),
  mandates: () => ({ mandates: MANDATES }),
  'briefing-cards': () => ({ cards: CARDS }),
  coalitions: () => ({ entries: COALITIONS }),
  'records-of-contact': () => ({ entries: RECORDS }),
  'record-of-contact': () => RECORD,
  'record-access': () => ({
    openings: [
      { record: 'n1a2b3c4d5e6f708', about: CONTACT_ID, who: { person: 'd5f7b9c1', name: null, at_unix_ms: NOW - 2 * HOUR }, device: 'd5', listed: false },
      { record: 'n1a2b3c4d5e6f708', about: CONTACT_ID, who: { person: 'c4e6a8b0', name: null, at_unix_ms: NOW - 3 * HOUR }, device: 'd4', listed: true },
    ],
  }),
}

/** All of it about one subject. */
export function about(subject: string) {
  const of = <T extends { about: string }>(all: readonly T[]): T[] => all.map((one) => ({ ...one, about: subject }))
  return {
    tasks: () => ({ tasks: of(TASKS) }),
    consultations: () => ({ consultations: of(CONSULTATIONS) }),
    'briefing-cards': () => ({ cards: of(CARDS) }),
    'records-of-contact': () => ({ entries: of(RECORDS) }),
  }
}
