import { expect, test } from 'vitest'

import { ROUND_AGREED, ROUND_TO_US } from './round_samples'
import { round_actions } from './use_round'

const names = (actions: object) => Object.entries(actions).flatMap(([name, may]) => (may === true ? [name] : []))

test.each([
  ['offered to us', ROUND_TO_US, 'North', ['accept', 'counter', 'decline']],
  ['offered by us', ROUND_TO_US, 'South', ['counter', 'withdraw']],
  ['agreed, with a date that nobody moves alone', ROUND_AGREED, 'North', ['counter', 'cancel']],
  ['agreed, movable', { ...ROUND_AGREED, fixed: false }, 'North', ['counter', 'postpone', 'cancel']],
  ['postponed', { ...ROUND_AGREED, phase: 'postponed', fixed: false }, 'North', ['counter', 'cancel']],
  ['cancelled', { ...ROUND_AGREED, phase: 'cancelled' }, 'North', []],
  ['declined', { ...ROUND_TO_US, phase: 'declined' }, 'North', []],
])('a round that is %s', (_name, view, own, wanted) => {
  expect(names(round_actions(view, own))).toEqual(wanted)
})
