import { expect, test } from 'vitest'

import { days_view } from '../gallery/days'
import { day_after, joined, rest_of, touches } from './days_shown'

const SIDES = [
  { side: 'North', zone: 'Europe/Moscow' },
  { side: 'South', zone: 'America/New_York' },
]
const H = 60

test.each([
  ['2021-12-30', '2021-12-31'],
  ['2021-12-31', '2022-01-01'],
  ['2024-02-28', '2024-02-29'],
])('after %s comes %s', (day, next) => {
  expect(day_after(day)).toBe(next)
})

test('two days make one bar, and a day of the other side goes on over the own midnight', () => {
  const days = joined(days_view({ date: '2021-12-30', sides: SIDES }), days_view({ date: '2021-12-31', sides: SIDES }))
  expect(days.length_min).toBe(48 * H)
  expect(days.until_unix_ms - days.from_unix_ms).toBe(48 * H * 60_000)
  const [north, south] = days.sides
  expect(north?.days.map(({ date, from_min, until_min }) => [date, from_min, until_min])).toEqual([
    ['2021-12-30', 0, 24 * H],
    ['2021-12-31', 24 * H, 48 * H],
  ])
  expect(south?.days.map(({ date, from_min, until_min }) => [date, from_min, until_min])).toEqual([
    ['2021-12-29', 0, 8 * H],
    ['2021-12-30', 8 * H, 32 * H],
    ['2021-12-31', 32 * H, 48 * H],
  ])
  expect(north?.hours.map(({ at_min }) => at_min)).toEqual(Array.from({ length: 48 }, (_, hour) => hour * H))
})

test.each<[string, string, string, [number, number][]]>([
  ['the own capital: at both ends of its day', 'Europe/Moscow', '2021-12-30', [[0, 7 * H], [22 * H, 24 * H]]],
  ['eight hours behind: one piece in the middle', 'America/New_York', '2021-12-30', [[6 * H, 15 * H]]],
  ['half an hour off: from the half hour', 'Asia/Kolkata', '2021-12-30', [[0, 4.5 * H], [19.5 * H, 24 * H]]],
])('usual hours of rest, %s', (_name, zone, date, wanted) => {
  const days = days_view({ date, sides: [{ side: 'North', zone: 'Europe/Moscow' }, { side: 'South', zone }] })
  const side = days.sides[1]
  if (side === undefined) throw new Error('two sides were asked about')
  // The gallery marks each hour from the bar's beginning: whole hours of half-hour zones are set here as the core sets them.
  if (zone === 'Asia/Kolkata') side.hours = Array.from({ length: 24 }, (_, at) => ({ at_min: at * H + 30, hour: (at + 3) % 24 }))
  const rest = rest_of(side, days.length_min)
  expect(rest.assumed).toBe(true)
  expect(rest.pieces.map(({ from_min, until_min }) => [from_min, until_min])).toEqual(wanted)
})

test('hours that a side names stand instead of the usual', () => {
  const [side] = days_view({ date: '2021-12-30', sides: SIDES }).sides
  if (side === undefined) throw new Error('two sides were asked about')
  side.rest.push({ from_min: 60, until_min: 120 })
  expect(rest_of(side, 1_440)).toEqual({ pieces: [{ from_min: 60, until_min: 120 }], assumed: false })
})

test.each([
  [0, 60, false],
  [0, 61, true],
  [119, 130, true],
  [120, 130, false],
  [90, 90, true],
])('a window from %d to %d touches rest from 60 to 120: %s', (from, until, wanted) => {
  expect(touches([{ from_min: 60, until_min: 120 }], from, until)).toBe(wanted)
})
