import { expect, test } from 'vitest'

import type { DaysView } from '../core/generated/views'
import { days_view } from '../gallery/days'
import { type HardHour, hard_hours } from './hard_hours'

const HOUR = 3_600_000
const SIDES = [
  { side: 'North', zone: 'Europe/Moscow' },
  { side: 'South', zone: 'America/New_York' },
]
const at = (civil: string) => Date.parse(`${civil}Z`)

/** On the civil day of the first side; minutes of rest and holidays as the own side keeps them. */
function told(date: string, start_unix_ms: number, duration_min: number, now_unix_ms = start_unix_ms - HOUR, keep: (days: DaysView) => DaysView = (days) => days): HardHour[] {
  return hard_hours(keep(days_view({ date, sides: SIDES })), { start_unix_ms, duration_min }, now_unix_ms)
}

const rests = (rest: DaysView['sides'][number]['rest'][]) => (days: DaysView) => ({ ...days, sides: days.sides.map((side, place) => ({ ...side, rest: rest[place] ?? [] })) })

test('a capital that sleeps is named with its own clock', () => {
  // 10:10 in North, 02:10 in South.
  expect(told('2021-12-30', at('2021-12-30T07:10'), 30)).toEqual([{ is: 'rest', side: 'South', usual: true, civil: '2021-12-30T02:10' }])
})

test('hours of rest are told from their first minute to their last', () => {
  // On North's bar: South rests until 12:00 there, which is minute 720.
  const kept = rests([[], [{ from_min: 0, until_min: 720 }, { from_min: 1_320, until_min: 1_440 }]])
  const south = (start: string, minutes: number) => told('2021-12-30', at(start), minutes, at('2021-12-30T00:00'), kept).filter(({ side }) => side === 'South')
  expect(south('2021-12-30T08:59', 30)).toEqual([{ is: 'rest', side: 'South', usual: false, civil: '2021-12-30T03:59' }])
  expect(south('2021-12-30T09:00', 30)).toEqual([])
  expect(south('2021-12-30T18:30', 30)).toEqual([])
  expect(south('2021-12-30T18:30', 31)).toEqual([{ is: 'rest-into', side: 'South', usual: false, civil: '2021-12-30T14:00' }])
})

test('what goes on for a day is in every night: nothing is told of it', () => {
  expect(told('2021-12-30', at('2021-12-30T07:10'), 24 * 60)).toEqual([])
  expect(told('2021-12-30', at('2021-12-30T07:10'), 24 * 60 - 1)).not.toEqual([])
})

test('a holiday of either capital is told with its day', () => {
  const keep = (days: DaysView) => ({ ...days, sides: days.sides.map((side) => ({ ...side, days: side.days.map((day) => ({ ...day, holidays: day.date === '2022-01-06' ? ['Epiphany'] : [] })) })) })
  // 07:30 on the 7th in North is 23:30 on the 6th in South.
  expect(told('2022-01-07', at('2022-01-07T04:30'), 20, undefined, keep).filter(({ is }) => is === 'holiday')).toEqual([{ is: 'holiday', side: 'South', name: 'Epiphany', date: '2022-01-06' }])
  // It begins half an hour later, on the day after.
  expect(told('2022-01-07', at('2022-01-07T05:00'), 20, undefined, keep).filter(({ is }) => is === 'holiday')).toEqual([])
})

test('clocks that change until then are told with their day, and only where they then differ', () => {
  const start = at('2022-03-14T14:00')
  const clocks = (now: string) => told('2022-03-14', start, 30, at(now)).filter(({ is }) => is === 'clocks')
  expect(clocks('2022-03-12T12:00')).toEqual([{ is: 'clocks', side: 'South', before: '2022-03-13T02:00', after: '2022-03-13T03:00', during: false }])
  expect(clocks('2021-12-30T12:00')).toEqual([{ is: 'clocks', side: 'South', before: '2022-03-13T02:00', after: '2022-03-13T03:00', during: false }])
  expect(clocks('2022-03-13T07:00')).toEqual([])
  // A summer and a winter ago: put forward and back since.
  expect(told('2021-12-30', at('2021-12-30T12:00'), 30, at('2021-01-30T12:00')).filter(({ is }) => is === 'clocks')).toEqual([])
})

test('clocks that go back while it lasts', () => {
  // 01:30 in South, before they go back from 2 to 1.
  expect(told('2021-11-07', at('2021-11-07T05:30'), 60, at('2021-11-06T12:00')).filter(({ is }) => is === 'clocks')).toEqual([{ is: 'clocks', side: 'South', before: '2021-11-07T02:00', after: '2021-11-07T01:00', during: true }])
})
