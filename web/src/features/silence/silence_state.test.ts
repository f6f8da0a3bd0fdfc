import { expect, test } from 'vitest'

import { silence_action } from './silence_state'

test.each([
  ['running', 'South', 'North', 'object'],
  ['running', 'North', 'South', 'withdraw'],
  ['adopted', 'South', 'North', null],
  ['broken', 'North', 'South', null],
  ['unproved', 'South', 'North', null],
  ['missed', 'South', 'North', null],
  ['withdrawn', 'North', 'South', null],
])('%s, by %s about the silence of %s', (state, by, other, wanted) => {
  expect(silence_action({ state, by, other }, 'North')).toBe(wanted)
})
