import { FakeCore } from '../../core/fake_core'
import type { SilenceView } from '../../core/generated/views'
import { LINE_UP, MINUTE, NOW, local_of, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

const EXPIRES = NOW + 14 * 60 * MINUTE
const VIEW: SilenceView = {
  silence: 'd4c3',
  state: 'running',
  consent: false,
  by: 'South',
  other: 'North',
  expires_unix_ms: EXPIRES,
  local: local_of(EXPIRES),
  read_otherwise: [],
  title: 'Order of the talks in Geneva',
  text: 'The delegations speak in the order in which they were named. Each session opens with the side that closed the last one.',
  delivered: { side: 'North', seq: 51, node_unix_ms: NOW - 600 * MINUTE },
  objection: null,
  withdrawn: null,
  proof: null,
  without_effect: [],
  meaning: '',
}

function desk(view: SilenceView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    silence: () => view,
    silences: () => ({ procedures: [{ silence: 'd4c3', state: 'running', consent: false, by: 'South', expires_unix_ms: EXPIRES, title: VIEW.title }] }),
  })
}

function empty(): FakeCore {
  const core = desk(VIEW)
  core.answers = { ...core.answers, silences: () => ({ procedures: [] }) }
  return core
}

function failing(): FakeCore {
  const core = desk(VIEW)
  core.answers = { ...core.answers, silence: () => Promise.reject(new Error('no silence procedure of this id is on this line')) }
  return core
}

export const scenes: Scene[] = [
  { name: 'silences', path: '/silence', core: () => desk(VIEW) },
  { name: 'silences-empty', path: '/silence', core: empty },
  { name: 'silence-begin', path: '/silence/begin', core: () => desk(VIEW) },
  { name: 'silence-error', path: '/silence/d4c3', core: failing },
  { name: 'silence-ours-to-break', path: '/silence/d4c3', core: () => desk(VIEW) },
  { name: 'silence-object', path: '/silence/d4c3', core: () => desk(VIEW), press: 'silence-object' },
  { name: 'silence-unproved', path: '/silence/d4c3', core: () => desk({ ...VIEW, state: 'unproved', by: 'North', other: 'South', expires_unix_ms: NOW - MINUTE, local: local_of(NOW - MINUTE) }) },
]
