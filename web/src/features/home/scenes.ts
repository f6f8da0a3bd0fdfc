import type { CoreState, Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import type { AlarmView } from '../../core/generated/views'
import type { HomeMatter, HomeView, NextContact } from '../../core/generated/views'
import type { LineView } from '../../core/shapes/line'
import type { ComparedView } from '../../core/shapes/press'
import { NOTHING_INSIDE, TYPICAL_INSIDE } from '../../gallery/inside'
import { days_view } from '../../gallery/days'
import { CALL_AT, LINE_UP, MINUTE, NORTH, NOW, local_of, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { CONTACT, FACTS, STATEMENT } from '../press/examples'

export const NEXT: NextContact = {
  contact: 'c1',
  phase: 'agreed',
  medium: 'phone-call',
  public_part: 'none',
  start_unix_ms: CALL_AT,
  duration_min: 45,
  local: local_of(CALL_AT),
  can_join: false,
  to_do: null,
  confirmed: [],
}

function matter(to_do: string, noun: string, title: string | null, due: number | null, more: Partial<HomeMatter> = {}): HomeMatter {
  return {
    side: 'North',
    ours: true,
    to_do,
    noun,
    subject: `${noun}-${to_do}`,
    title,
    due_unix_ms: due,
    local: due === null ? [] : local_of(due),
    overdue: due !== null && due < NOW,
    sounds: false,
    ...more,
  }
}

const HOUR = 60 * MINUTE
export const MATTERS: HomeMatter[] = [
  matter('reply', 'paper', 'Principles of limits on deployment', NOW - 3 * HOUR),
  matter('release', 'promise', 'Message after the call', CALL_AT + 3 * HOUR),
  matter('acknowledge', 'message', null, NOW + 20 * MINUTE),
  matter('name-delegation', 'round', 'Talks in Geneva', NOW + 5 * 24 * HOUR),
  matter('review', 'round', 'Talks in Geneva', null),
  matter('answer', 'joint-statement', 'On the holidays', NOW + 30 * HOUR, { side: 'South', ours: false }),
]

const ALARM: AlarmView = { message: 'm1', from: 'South', since_unix_ms: NOW - MINUTE, local: local_of(NOW - MINUTE), title: 'Object off the northern coast' }

/** What the views of single roles say, beyond home itself. */
const BY_ROLE: FakeCore['answers'] = {
  contacts: () => ({ contacts: [], reported: [] }),
  'message-drafts': () => ({ drafts: [] }),
  'records-of-contact': () => ({ entries: [] }),
  shifts: () => ({ shifts: [], on_duty: [], list: null, kept_by: null, kept_unix_ms: null }),
  people: () => ({ people: [] }),
  press: () => ({ drafts: [], published: [], promises: [] }),
  'press-subjects': () => ({ subjects: [] }),
  'recent-contacts': () => ({ recent: [] }),
}

interface Shown {
  next?: NextContact | null
  matters?: HomeMatter[]
  line?: LineView
  alarms?: AlarmView[]
}

/** Home, with what is around it. */
export function home_core(state: CoreState, { next = NEXT, matters = MATTERS, line = LINE_UP, alarms = [] }: Shown = {}): FakeCore {
  const principal = state.at === 'ready' && state.roles.includes('principal')
  const home: HomeView = { principal, next, matters: principal ? [] : matters, line: null }
  return new FakeCore(state, { ...NOTHING_INSIDE, ...BY_ROLE, days: days_view, home: () => home, line: () => line, alarms: () => ({ alarms }) })
}

function scene(name: string, roles: Role[], shown: Shown = {}, demo = false): Scene {
  return { name, path: '/', core: () => home_core(signed_in(roles, { demo }), shown) }
}

/** After a call: a promise is due, a draft waits, South says something else. */
function press_home(): FakeCore {
  const contact = CONTACT
  const core = home_core(signed_in(['press-officer']), { next: null, matters: [] })
  return Object.assign(core, {
    answers: {
      ...core.answers,
      contacts: () => ({ contacts: [{ contact, phase: 'ended', proposed_by: 'North', start_unix_ms: NOW - 2 * HOUR, start: null, medium: 'phone-call', reported: null }], reported: [] }),
      press: () => ({
        drafts: [
          { ...STATEMENT, draft: 'd4', title: 'On the hour', kind: 'answer', embargo_unix_ms: NOW + 2 * HOUR, approved_by: 'p10' },
          { ...STATEMENT, draft: 'd5', title: 'Why one more talk', author: 'p1' },
        ],
        published: [],
        promises: [{ contact, statement: 'statement-1', by_unix_ms: NOW + HOUR, office: null, state: 'due' }],
      }),
      'press-subjects': () => ({ subjects: [{ subject: contact, noun: 'contact', medium: 'phone-call', start_unix_ms: NOW - 2 * HOUR, title: null }] }),
      'recent-contacts': () => ({ recent: [{ contact, over: true, lasted_ms: HOUR, compared: compared(contact) }] }),
    } satisfies FakeCore['answers'],
  })
}

export function compared(subject: string, side = 'South'): ComparedView {
  return { subject, differing: 1, facts: FACTS, texts: [{ side, name: 'readout-9', kind: 'readout', office: 'spokesman of the president', title: 'The presidents spoke', released_unix_ms: NOW - HOUR, url: 'https://press.south.example/readout-9' }] }
}

/** As a demonstration's node: a key for the asking. The tools' `--url` can be tried on it. */
function demonstration(): FakeCore {
  const core = home_core({ at: 'no-key', side: NORTH, side_words: ['meadow', 'needle'], demo_roles: ['principal', 'sherpa', 'duty-officer'] })
  core.deeds['use-demo-key'] = ({ role }) => {
    core.state.set(signed_in([role], { demo: true }))
    return { record: null, subject: null }
  }
  return core
}

const DOWN: LineView = { ...LINE_UP, up: false, since_unix_ms: NOW - 12 * MINUTE, reason_down: 'timeout', waiting: 2 }

export const scenes: Scene[] = [
  scene('home-aide', ['sherpa']),
  { name: 'home-aide-asked', path: '/', core: () => {
    const core = home_core(signed_in(['sherpa']))
    core.answers.consultations = TYPICAL_INSIDE.consultations
    return core
  } },
  { name: 'home-press', path: '/', core: press_home },
  scene('home-interpreter-joins', ['interpreter'], { next: { ...NEXT, phase: 'staged', can_join: true, confirmed: ['North', 'South'] }, matters: [] }),
  scene('home-note-taker-sits-down', ['note-taker'], { next: { ...NEXT, start_unix_ms: NOW + 4 * MINUTE, local: local_of(NOW + 4 * MINUTE) }, matters: [] }),
  scene('home-duty-rings', ['duty-officer'], { next: { ...NEXT, phase: 'staged', confirmed: ['North', 'South'] }, matters: [] }),
  scene('home-aide-empty', ['sherpa'], { next: null, matters: [] }, true),
  scene('home-aide-line-down', ['duty-officer'], { line: DOWN }),
  scene('home-aide-flash', ['duty-officer'], { alarms: [ALARM] }),
  scene('home-principal-far', ['principal'], { next: { ...NEXT, start_unix_ms: CALL_AT + 72 * HOUR, local: local_of(CALL_AT + 72 * HOUR) } }),
  scene('home-principal-soon', ['principal']),
  scene('home-principal-rings', ['principal'], { next: { ...NEXT, phase: 'staged', can_join: true, confirmed: ['North', 'South'] } }),
  scene('home-principal-line-down', ['principal'], { line: DOWN }),
  scene('home-principal-unreached', ['principal'], { line: { ...LINE_UP, node_reached: false, up: false } }),
  scene('home-principal-none', ['principal'], { next: null, matters: [] }),
  { name: 'home-settings', path: '/', core: () => home_core(signed_in(['sherpa'])), press: 'settings' },
  { name: 'demonstration', path: '/', core: demonstration },
  { name: 'nothing-here', path: '/nowhere', core: () => home_core(signed_in(['sherpa'])) },
]
