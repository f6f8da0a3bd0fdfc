import { expect, test } from 'vitest'

import { SILENCE_MS_MIN, type SilenceDraft, form_of, problems_of } from './silence_draft'

const MOSCOW = 'Europe/Moscow'
const FULL: SilenceDraft = { title: 'Order of the talks', text: 'The delegations speak by turns.', expires: '2021-12-30T23:30' }
const EXPIRES = Date.UTC(2021, 11, 30, 20, 30)

test.each<[string, Partial<SilenceDraft>, string[]]>([
  ['complete', {}, []],
  ['empty', { title: '', text: ' ', expires: '' }, ['title', 'text', 'expires']],
  ['with half an expiry', { expires: '2021-12-30T' }, ['expires']],
])('%s', (_name, more, wanted) => {
  expect(problems_of({ ...FULL, ...more }, MOSCOW, EXPIRES - SILENCE_MS_MIN)).toEqual(wanted)
})

test.each([
  [SILENCE_MS_MIN - 1, ['expires-soon']],
  [SILENCE_MS_MIN, []],
  [SILENCE_MS_MIN + 1, []],
])('the other side has an hour at least: %i ms', (left_ms, wanted) => {
  expect(problems_of(FULL, MOSCOW, EXPIRES - left_ms)).toEqual(wanted)
})

test('of a time that comes twice the first is meant, and said so', () => {
  expect(form_of(FULL, MOSCOW, 'America/New_York')).toEqual({ ...FULL, zone: MOSCOW, other_zone: 'America/New_York', overlap: null })
  expect(form_of({ ...FULL, expires: '2022-11-06T01:30' }, 'America/New_York', MOSCOW).overlap).toBe('earlier')
})
