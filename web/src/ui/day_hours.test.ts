import { expect, test } from 'vitest'

import { is_rest, side_day } from './day_hours'

const NIGHT = { from_hour: 22, to_hour: 7 }

test.each([
  [21, false],
  [22, true],
  [0, true],
  [6, true],
  [7, false],
])('hour %i of a night over midnight', (hour, wanted) => {
  expect(is_rest(hour, NIGHT)).toBe(wanted)
})

test('no rest where both hours are one', () => {
  expect(is_rest(3, { from_hour: 3, to_hour: 3 })).toBe(false)
})

// North's 30 December 2021, midnight to midnight.
const FROM = Date.UTC(2021, 11, 29, 21)
const TO = FROM + 24 * 3_600_000

test("one side's own day", () => {
  const { stretches, marks } = side_day(FROM, TO, 'Europe/Moscow', NIGHT)
  expect(stretches.map(({ kind, from, to }) => [kind, from * 24, to * 24])).toEqual([
    ['rest', 0, 7],
    ['day', 7, 22],
    ['rest', 22, 24],
  ])
  expect(marks.map(({ civil }) => civil)).toEqual(['2021-12-30T00:00', '2021-12-30T06:00', '2021-12-30T12:00', '2021-12-30T18:00'])
})

test("the other side's day begins within it", () => {
  const { marks } = side_day(FROM, TO, 'America/New_York', NIGHT)
  expect(marks.filter((mark) => mark.begins_day)).toEqual([{ at: 8 / 24, civil: '2021-12-30T00:00', begins_day: true }])
})

test('clocks that go forward leave an hour out', () => {
  // New York, 13 March 2022: 02:00 is 03:00.
  const from = Date.UTC(2022, 2, 13, 5)
  const { marks } = side_day(from, from + 6 * 3_600_000, 'America/New_York', null, 1)
  expect(marks.map(({ civil }) => civil.slice(11))).toEqual(['00:00', '01:00', '03:00', '04:00', '05:00', '06:00'])
})
