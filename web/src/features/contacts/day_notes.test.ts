import { expect, test } from 'vitest'

import { CALL_AT } from '../../gallery/people'
import { falls_on, rest_of } from './day_notes'

const CALENDAR = { side: 'North', rest_hours: '23:00-07:00', holidays: [{ date: '2021-12-31', name: 'New Year’s Eve' }] }

test.each([
  ['at 23:30 for an hour, into the holiday', CALL_AT, 60, { rest: true, holidays: ['New Year’s Eve'] }],
  ['at 23:30 until midnight', CALL_AT, 30, { rest: true, holidays: [] }],
  ['at 22:00 for an hour', CALL_AT - 90 * 60_000, 60, { rest: false, holidays: [] }],
  ['at 22:00, a minute into the rest', CALL_AT - 90 * 60_000, 61, { rest: true, holidays: [] }],
])('%s', (_name, start, minutes, wanted) => {
  expect(falls_on(CALENDAR, start, minutes, 'Europe/Moscow')).toEqual(wanted)
})

test('hours of rest end with the hour that they touch', () => {
  expect(rest_of({ ...CALENDAR, rest_hours: '22:00-06:30' })).toEqual({ from_hour: 22, to_hour: 7 })
  expect(rest_of({ ...CALENDAR, rest_hours: null })).toBeNull()
})
