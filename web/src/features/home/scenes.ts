import type { CoreState, Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import type { AlarmView } from '../../core/generated/views'
import type { HomeMatter, HomeView, NextContact } from '../../core/generated/views'
import type { LineView } from '../../core/shapes/line'
import { NOTHING_INSIDE, TYPICAL_INSIDE } from '../../gallery/inside'
import { days_view } from '../../gallery/days'
import { CALL_AT, LINE_UP, MINUTE, NORTH, NOW, local_of, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

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
  return new FakeCore(state, { ...NOTHING_INSIDE, days: days_view, home: () => home, line: () => line, alarms: () => ({ alarms }) })
}

function scene(name: string, roles: Role[], shown: Shown = {}, demo = false): Scene {
  return { name, path: '/', core: () => home_core(signed_in(roles, { demo }), shown) }
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
