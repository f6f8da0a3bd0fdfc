import { FakeCore } from '../../core/fake_core'
import type { CapitalsView } from '../../core/shapes/capitals'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

const NONE = { rest: null, holidays_kept: null }

export function capitals_core(kept: CapitalsView = { own: NONE, other: NONE }): FakeCore {
  return new FakeCore(signed_in(['sherpa']), { line: () => LINE_UP, alarms: () => ({ alarms: [] }), capitals: () => kept })
}

export const scenes: Scene[] = [
  { name: 'capitals-none', path: '/capitals', core: () => capitals_core() },
  { name: 'capitals', path: '/capitals', core: () => capitals_core({ own: { rest: { from_min: 22 * 60, until_min: 8 * 60 }, holidays_kept: 14 }, other: { rest: null, holidays_kept: 1 } }) },
]
