import { expect, test } from 'vitest'

import type { ExchangeView } from '../../core/generated/views'
import { MINUTE, NOW } from '../../gallery/people'
import { CHEATED, HALF_REVEALED, LAPSED, LODGED, LODGING, REVEALED, UNREADABLE } from './exchange_samples'
import { state_of_part, step_of } from './exchange_state'

const waiting: ExchangeView = {
  ...LODGED,
  sides: LODGED.sides.map((part) => ({ ...part, lodged: { said_unix_ms: NOW, received_unix_ms: null, confirmed_unix_ms: null } })),
}

test.each([
  ['nobody lodged', LODGING, 'North', 'lodge'],
  ['we lodged', LODGING, 'South', 'wait-lodge'],
  ['both lodged', LODGED, 'North', 'reveal'],
  ['both lodged, and ours is in our log alone', waiting, 'North', 'wait-receipt'],
  ['they revealed', HALF_REVEALED, 'North', 'reveal'],
  ['we revealed', HALF_REVEALED, 'South', 'wait-reveal'],
  ['both revealed', REVEALED, 'North', 'done'],
  ['they showed something else', CHEATED, 'North', 'cheated'],
  ['what they showed is damaged', UNREADABLE, 'North', 'unreadable'],
  ['the time passed', LAPSED, 'North', 'lapsed'],
])('%s', (_name, view, own, wanted) => {
  expect(step_of(view, own, NOW)).toBe(wanted)
})

test('after the time nobody lodges, though no log says yet that it lapsed', () => {
  const { until_unix_ms } = LODGING
  expect(step_of(LODGING, 'North', until_unix_ms - 1)).toBe('lodge')
  expect(step_of(LODGING, 'North', until_unix_ms)).toBe('lapsed')
  expect(step_of(LODGING, 'North', until_unix_ms + MINUTE)).toBe('lapsed')
})

test('what a side showed is told apart', () => {
  const of = ({ sides }: ExchangeView, own: string) => sides.flatMap((part) => (part.side === own ? [state_of_part(part)] : []))
  expect(of(LODGING, 'North')).toEqual(['nothing'])
  expect(of(LODGING, 'South')).toEqual(['lodged'])
  expect(of(REVEALED, 'South')).toEqual(['revealed'])
  expect(of(CHEATED, 'South')).toEqual(['showed-another'])
  expect(of(UNREADABLE, 'South')).toEqual(['unreadable'])
})
