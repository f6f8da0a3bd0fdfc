import { FakeCore } from '../../core/fake_core'
import type { MinutesView } from '../../core/generated/views'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { ROUND_AGREED } from '../rounds/round_samples'
import { ROUND } from '../tracks/track_samples'
import { MINUTES, MINUTES_AGREED, MINUTES_DIFF, MINUTES_ID, MINUTES_LONG } from './minutes_samples'

function desk(view: MinutesView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    round: () => ROUND_AGREED,
    minutes: () => view,
    'minutes-list': () => ({ minutes: [view] }),
    'minutes-diff': () => MINUTES_DIFF,
  })
}

function failing(): FakeCore {
  const core = desk(MINUTES)
  core.answers = { ...core.answers, minutes: () => Promise.reject(new Error('no minutes of this id are on this line')) }
  return core
}

const SEALED: MinutesView = { ...MINUTES, title: null, text: null, outcomes: [] }
const AMENDED: MinutesView = { ...MINUTES_AGREED, offers: [...MINUTES_AGREED.offers, { record: '9c8d7e6f5a4b3c2d', by: 'South', answer: 'open', answer_by: null }] }
const path = `/minutes/${MINUTES_ID}`

export const scenes: Scene[] = [
  { name: 'minutes-to-us', path, core: () => desk(MINUTES) },
  { name: 'minutes-accept', path, core: () => desk(MINUTES), press: 'contact-accept' },
  { name: 'minutes-agreed', path, core: () => desk(MINUTES_AGREED) },
  { name: 'minutes-amended', path, core: () => desk(AMENDED) },
  { name: 'minutes-long', path, core: () => desk(MINUTES_LONG) },
  { name: 'minutes-sealed', path, core: () => desk(SEALED) },
  { name: 'minutes-error', path, core: failing },
  { name: 'minutes-draft', path: `/rounds/${ROUND}/minutes`, core: () => desk(MINUTES) },
  { name: 'minutes-draft-wrong', path: `/rounds/${ROUND}/minutes`, core: () => desk(MINUTES), press: 'form-check' },
  { name: 'minutes-counter', path: `${path}/counter`, core: () => desk(MINUTES) },
]
