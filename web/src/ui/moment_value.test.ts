import { expect, test } from 'vitest'

import { parts_of } from './moment_value'

test.each([
  ['', null, null],
  ['2021-12-30T', '2021-12-30', null],
  ['T23:30', null, '23:30'],
  ['2021-12-30T23:30', '2021-12-30', '23:30'],
])('halves of %s', (value, day, hour) => {
  expect(parts_of(value)).toEqual({ day, hour })
})
