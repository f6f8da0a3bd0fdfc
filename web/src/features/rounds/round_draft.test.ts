import { expect, test } from 'vitest'

import { NOW } from '../../gallery/people'
import { BLANK, type RoundDraft, changes_of, counter_of, draft_of, problems_of, proposal_of, stretch_of } from './round_draft'
import { ROUND_TERMS } from './round_samples'

const MOSCOW = 'Europe/Moscow'
const NEW_YORK = 'America/New_York'
const FULL: RoundDraft = {
  ...BLANK,
  title: 'Talks on security guarantees',
  place: 'Geneva',
  place_zone: 'Europe/Zurich',
  start: '2022-01-10T10:00',
  end: '2022-01-10T18:00',
}

test.each<[string, Partial<RoundDraft>, string[]]>([
  ['all said', {}, []],
  ['nothing said', BLANK, ['title', 'place', 'place-zone', 'start', 'end']],
  ['an end before the start', { end: '2022-01-10T09:00' }, ['end-first']],
  ['an end at the start', { end: '2022-01-10T10:00' }, ['end-first']],
  ['half a start', { start: '2022-01-10T' }, ['start']],
  ['a start that clocks at the place skip', { start: '2022-03-27T02:30', end: '2022-03-27T10:00' }, ['start']],
  ['a sitting without a name', { sessions: [{ title: ' ', format: 'restricted', start: '2022-01-10T10:00', end: '2022-01-10T11:00' }] }, ['session']],
  ['a sitting that ends first', { sessions: [{ title: 'Opening', format: 'restricted', start: '2022-01-10T12:00', end: '2022-01-10T11:00' }] }, ['session']],
  ['half an answer by', { answer_by: 'T12:00' }, ['answer-by']],
  ['an answer by that is past', { answer_by: '2021-12-30T20:00' }, ['answer-by-past']],
])('%s', (_name, more, wanted) => {
  expect(problems_of({ ...FULL, ...more }, MOSCOW, NOW)).toEqual(wanted)
})

test('the clocks of the place name the moments', () => {
  expect(stretch_of(FULL)).toEqual({ start_unix_ms: Date.UTC(2022, 0, 10, 9), end_unix_ms: Date.UTC(2022, 0, 10, 17) })
  expect(stretch_of({ ...FULL, end: FULL.start })).toBeNull()
})

test('a proposal says what is said, and leaves out what is empty', () => {
  const form = proposal_of({ ...FULL, items: [' Verification ', ' '], reason: ' ', answer_by: '2022-01-05T12:00' }, MOSCOW, NEW_YORK)
  expect(form).toMatchObject({ title: FULL.title, place_zone: 'Europe/Zurich', zone: MOSCOW, other_zone: NEW_YORK, overlap: null })
  expect(form.more).toEqual({
    format: 'bilateral',
    dates: 'movable',
    track: null,
    items: ['Verification'],
    carry_over: null,
    sessions: [],
    reason: null,
    answer_by: '2022-01-05T09:00:00Z',
  })
})

test('of a time that comes twice at the place the first is meant, and said so', () => {
  const autumn = { ...FULL, start: '2022-10-30T02:30', end: '2022-10-30T10:00' }
  expect(proposal_of(autumn, MOSCOW, NEW_YORK).overlap).toBe('earlier')
})

test('a counter starts from the terms, and changes nothing by itself', () => {
  const from = draft_of(ROUND_TERMS)
  expect(changes_of(from, from)).toEqual([])
  expect(counter_of(from, MOSCOW, NEW_YORK)).toMatchObject({ start: '2022-01-10T10:00', end: '2022-01-10T18:00', more: { dates: 'fixed', items: [], sessions: [] } })
  expect(changes_of({ ...from, start: '2022-01-12T10:00', place: 'Vienna', items_stand: false }, from)).toEqual(['place', 'when', 'agenda'])
})
