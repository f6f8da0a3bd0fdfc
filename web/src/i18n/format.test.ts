import { expect, test } from 'vitest'

import { civil_in, days_between, format_of, offset_in, short_offset } from './format'

const CALL = Date.UTC(2021, 11, 30, 20, 30)

test.each([
  ['Europe/Moscow', '2021-12-30T23:30', '+03:00', 'UTC+3'],
  ['America/New_York', '2021-12-30T15:30', '-05:00', 'UTC−5'],
  ['Asia/Kathmandu', '2021-12-31T02:15', '+05:45', 'UTC+5:45'],
  ['UTC', '2021-12-30T20:30', '+00:00', 'UTC'],
])('a moment in %s', (zone, civil, offset, short) => {
  expect(civil_in(CALL, zone)).toBe(civil)
  expect(offset_in(CALL, zone)).toBe(offset)
  expect(short_offset(offset)).toBe(short)
})

test('midnight is 00:00 of its own day', () => {
  expect(civil_in(Date.UTC(2021, 11, 30, 21, 0), 'Europe/Moscow')).toBe('2021-12-31T00:00')
})

test.each([
  ['2021-12-31T02:00', '2021-12-30T18:00', -1],
  ['2021-12-31T23:59', '2022-01-01T00:00', 1],
  ['2021-12-31T02:00', '2021-12-31T23:00', 0],
])('days from %s to %s', (civil, other, wanted) => {
  expect(days_between(civil, other)).toBe(wanted)
})

test.each([
  ['en', '23:30', 'Thursday 30 December 2021', 'in 42 minutes', '45 minutes'],
  ['fr', '23:30', 'jeudi 30 décembre 2021', 'dans 42 minutes', '45 minutes'],
  ['ru', '23:30', 'четверг 30 декабря 2021 г.', 'через 42 минуты', '45 минут'],
] as const)('the same in %s', (locale, time, day, away, minutes) => {
  const format = format_of(locale)
  // Versions of ICU differ in a comma and in their spaces.
  const plain = (text: string) => text.replace(/,/g, '').replace(/\s/g, ' ')
  expect(format.time('2021-12-30T23:30')).toBe(time)
  expect(plain(format.day('2021-12-30T23:30'))).toBe(day)
  expect(plain(format.from_now(CALL, CALL - 42 * 60_000))).toBe(away)
  expect(plain(format.minutes(45))).toBe(minutes)
})
