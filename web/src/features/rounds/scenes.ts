import { FakeCore } from '../../core/fake_core'
import type { RoundList, RoundView } from '../../core/generated/views'
import { days_view } from '../../gallery/days'
import { TYPICAL_INSIDE } from '../../gallery/inside'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { LIST } from '../contacts/contact_samples'
import { MINUTES_AGREED } from '../minutes/minutes_samples'
import { ROUND, TRACK_ID } from '../tracks/track_samples'
import { ROUND_AGREED, ROUND_AMENDED, ROUND_LINES, ROUND_LONG, ROUND_TO_US } from './round_samples'

function desk(view: RoundView, rounds: RoundList = ROUND_LINES): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    ...TYPICAL_INSIDE,
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    round: () => view,
    rounds: () => rounds,
    contacts: () => LIST,
    days: days_view,
    tracks: () => ({ tracks: [{ track: TRACK_ID, title: 'Security guarantees', joined: true, closed: false, subjects: 3, open: 1 }] }),
    'minutes-list': () => ({ minutes: view.phase === 'agreed' ? [MINUTES_AGREED] : [] }),
  })
}

function failing(): FakeCore {
  const core = desk(ROUND_AGREED)
  core.answers = {
    ...core.answers,
    round: () => Promise.reject(new Error('no round of this id is on this line')),
    rounds: () => Promise.reject(new Error('the core has stopped')),
  }
  return core
}

const path = `/rounds/${ROUND}`
const TO_US: RoundList = { rounds: ROUND_LINES.rounds.map((line) => ({ ...line, phase: 'proposed', fixed: false })) }

export const scenes: Scene[] = [
  { name: 'rounds', path: '/rounds', core: () => desk(ROUND_AGREED) },
  { name: 'rounds-proposed', path: '/rounds', core: () => desk(ROUND_TO_US, TO_US) },
  { name: 'rounds-empty', path: '/rounds', core: () => desk(ROUND_AGREED, { rounds: [] }) },
  { name: 'rounds-error', path: '/rounds', core: failing },
  { name: 'round', path, core: () => desk(ROUND_AGREED) },
  { name: 'round-to-us', path, core: () => desk(ROUND_TO_US) },
  { name: 'round-accept', path, core: () => desk(ROUND_TO_US), press: 'contact-accept' },
  { name: 'round-amended', path, core: () => desk(ROUND_AMENDED) },
  { name: 'round-long', path, core: () => desk(ROUND_LONG) },
  { name: 'round-error', path, core: failing },
  { name: 'round-delegation', path, core: () => desk(ROUND_TO_US), press: 'delegation-name' },
  { name: 'round-cancel', path, core: () => desk(ROUND_AGREED), press: 'round-cancel' },
  { name: 'round-propose', path: '/rounds/propose', core: () => desk(ROUND_AGREED) },
  { name: 'round-propose-wrong', path: '/rounds/propose', core: () => desk(ROUND_AGREED), press: 'form-check' },
  { name: 'round-counter', path: `${path}/counter`, core: () => desk(ROUND_TO_US) },
]
