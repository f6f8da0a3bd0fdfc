import { expect, test } from 'vitest'

import { resolve_civil, unix_of_civil } from './civil'

test.each([
  ['2021-12-30T23:30', 'Europe/Moscow', { is: 'one', at: Date.UTC(2021, 11, 30, 20, 30) }],
  ['2021-12-30T15:30', 'America/New_York', { is: 'one', at: Date.UTC(2021, 11, 30, 20, 30) }],
  ['2022-03-13T02:30', 'America/New_York', { is: 'gap', before: '2022-03-13T01:30', after: '2022-03-13T03:30' }],
  ['2022-03-13T01:59', 'America/New_York', { is: 'one', at: Date.UTC(2022, 2, 13, 6, 59) }],
  ['2022-03-13T03:00', 'America/New_York', { is: 'one', at: Date.UTC(2022, 2, 13, 7) }],
  ['2022-11-06T01:30', 'America/New_York', { is: 'overlap', earlier: Date.UTC(2022, 10, 6, 5, 30), later: Date.UTC(2022, 10, 6, 6, 30) }],
  ['2022-11-06T02:00', 'America/New_York', { is: 'one', at: Date.UTC(2022, 10, 6, 7) }],
  ['2022-04-03T01:45', 'Australia/Lord_Howe', { is: 'overlap', earlier: Date.UTC(2022, 3, 2, 14, 45), later: Date.UTC(2022, 3, 2, 15, 15) }],
])('%s in %s', (civil, zone, wanted) => {
  expect(resolve_civil(civil, zone)).toEqual(wanted)
})

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
  expect(unix_of_civil(value, zone)).toBe(wanted)
})

test('of a time that comes twice the later one, where that is meant', () => {
  expect(unix_of_civil('2022-11-06T01:30', 'America/New_York', 'later')).toBe(Date.UTC(2022, 10, 6, 6, 30))
  expect(unix_of_civil('2022-11-06T02:30', 'America/New_York', 'later')).toBe(Date.UTC(2022, 10, 6, 7, 30))
})
