import { expect, test } from 'vitest'

import { moment_of, parts_of } from './moment_value'

test.each([
  ['2021-12-30T23:30', 'Europe/Moscow', Date.UTC(2021, 11, 30, 20, 30)],
  // The night in which clocks go back: 01:30 comes twice, the first counts.
  ['2022-11-06T01:30', 'America/New_York', Date.UTC(2022, 10, 6, 5, 30)],
  // The night in which they go forward: 02:30 never comes.
  ['2022-03-13T02:30', 'America/New_York', null],
  ['2021-12-30T', 'UTC', null],
  ['T23:30', 'UTC', null],
  ['soon', 'UTC', null],
  ['', 'UTC', null],
])('%s in %s', (value, zone, wanted) => {
  expect(moment_of(value, zone)).toBe(wanted)
})

test('of a time that comes twice the later one, where that is meant', () => {
  expect(moment_of('2022-11-06T01:30', 'America/New_York', 'later')).toBe(Date.UTC(2022, 10, 6, 6, 30))
  expect(moment_of('2022-11-06T02:30', 'America/New_York', 'later')).toBe(Date.UTC(2022, 10, 6, 7, 30))
})

test.each([
  ['', null, null],
  ['2021-12-30T', '2021-12-30', null],
  ['T23:30', null, '23:30'],
  ['2021-12-30T23:30', '2021-12-30', '23:30'],
])('halves of %s', (value, day, hour) => {
  expect(parts_of(value)).toEqual({ day, hour })
})
