import { expect, test } from 'vitest'

import { unix_of_civil } from './civil'

test.each([
  ['2021-12-30T23:30', 'Europe/Moscow', Date.UTC(2021, 11, 30, 20, 30)],
  ['2021-12-30T15:30', 'America/New_York', Date.UTC(2021, 11, 30, 20, 30)],
  // The night in which clocks go back: 01:30 comes twice, the first counts.
  ['2022-11-06T01:30', 'America/New_York', Date.UTC(2022, 10, 6, 5, 30)],
  // The night in which they go forward: 02:30 never comes.
  ['2022-03-13T02:30', 'America/New_York', null],
  ['2022-03-13T03:30', 'America/New_York', Date.UTC(2022, 2, 13, 7, 30)],
  ['2021-02-31T10:00', 'UTC', null],
  ['soon', 'UTC', null],
  ['', 'UTC', null],
])('%s in %s', (civil, zone, wanted) => {
  expect(unix_of_civil(civil, zone)).toBe(wanted)
})
