import { FakeCore } from '../../core/fake_core'
import type { RoundView } from '../../core/shapes/round'
import { TYPICAL_INSIDE } from '../../gallery/inside'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { ROUND } from '../tracks/track_samples'
import { ROUND_AGREED, ROUND_TERMS, ROUND_TO_US } from './round_samples'

function desk(view: RoundView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), { ...TYPICAL_INSIDE, line: () => LINE_UP, alarms: () => ({ alarms: [] }), round: () => view })
}

const LATER = ROUND_TERMS.local.map((one) => ({ ...one, start: one.start.replace('01-10', '01-12'), end: one.end.replace('01-10', '01-13') }))
const AMENDED: RoundView = {
  ...ROUND_AGREED,
  amendment: { ...ROUND_TERMS, local: LATER },
  offers: [...ROUND_AGREED.offers, { record: 'o2', by: 'South', answer: 'open', answer_by: null }],
}
const path = `/rounds/${ROUND}`

export const scenes: Scene[] = [
  { name: 'round', path, core: () => desk(ROUND_AGREED) },
  { name: 'round-to-us', path, core: () => desk(ROUND_TO_US) },
  { name: 'round-amended', path, core: () => desk(AMENDED) },
  { name: 'round-delegation', path, core: () => desk(ROUND_TO_US), press: 'delegation-name' },
  { name: 'round-cancel', path, core: () => desk(ROUND_AGREED), press: 'round-cancel' },
]
