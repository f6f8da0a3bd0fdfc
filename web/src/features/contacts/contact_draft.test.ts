import { expect, test } from 'vitest'

import { NOW } from '../../gallery/people'
import { BLANK, type Draft, changes_of, counter_of, draft_of, moment_of, problems_of, proposal_of } from './contact_draft'
import { AGREED, AMENDED, PROPOSED_TO_US, THREAD_AMENDED } from './contact_samples'
import { amendment_of } from './use_contact'

const CALL: Draft = { ...BLANK, day: '2021-12-30', hour: '23:30' }
const MOSCOW = 'Europe/Moscow'
const NEW_YORK = 'America/New_York'

test.each([
  ['complete', CALL, MOSCOW, []],
  ['blank', BLANK, MOSCOW, ['day', 'hour']],
  ['a time that clocks skip', { ...CALL, day: '2022-03-13', hour: '02:30' }, NEW_YORK, ['gap']],
  ['a time that comes twice', { ...CALL, day: '2022-11-06', hour: '01:30' }, NEW_YORK, ['overlap']],
  ['a time that comes twice, answered', { ...CALL, day: '2022-11-06', hour: '01:30', reading: 'later' }, NEW_YORK, []],
  ['no length', { ...CALL, duration: '0' }, MOSCOW, ['duration']],
  ['one minute', { ...CALL, duration: '1' }, MOSCOW, []],
  ['a day', { ...CALL, duration: '1440' }, MOSCOW, []],
  ['more than a day', { ...CALL, duration: '1441' }, MOSCOW, ['duration']],
  ['words for a length', { ...CALL, duration: 'an hour' }, MOSCOW, ['duration']],
  ['half an answer-by', { ...CALL, answer_by_day: '2021-12-30' }, MOSCOW, ['answer-by']],
  ['an answer-by that is past', { ...CALL, answer_by_day: '2021-12-30', answer_by_hour: '22:48' }, MOSCOW, ['answer-by-past']],
  ['an answer-by to come', { ...CALL, answer_by_day: '2021-12-30', answer_by_hour: '22:49' }, MOSCOW, []],
  ['somebody without a name', { ...CALL, participants: [{ own: true, role: 'principal', name: ' ' }] }, MOSCOW, ['participant']],
] satisfies [string, Draft, string, string[]][])('problems of %s', (_name, draft, zone, wanted) => {
  expect(problems_of(draft, zone, NOW)).toEqual(wanted)
})

test('which of two equal readings is meant makes the moment', () => {
  const twice: Draft = { ...CALL, day: '2022-11-06', hour: '01:30' }
  expect(moment_of(twice, NEW_YORK)).toBeNull()
  expect(moment_of({ ...twice, reading: 'earlier' }, NEW_YORK)).toBe(Date.UTC(2022, 10, 6, 5, 30))
  expect(moment_of({ ...twice, reading: 'later' }, NEW_YORK)).toBe(Date.UTC(2022, 10, 6, 6, 30))
  expect(proposal_of({ ...twice, reading: 'later' }, NEW_YORK, MOSCOW).overlap).toBe('later')
  // What was chosen for another day is no answer for this one.
  expect(proposal_of({ ...CALL, reading: 'later' }, MOSCOW, NEW_YORK).overlap).toBeNull()
})

test('a proposal names whose initiative it is by its parts in it', () => {
  expect(proposal_of(CALL, MOSCOW, NEW_YORK).more.initiative).toBe('proposer')
  // They proposed: our initiative is the recipient's.
  expect(counter_of({ ...CALL, initiative: 'ours' }, MOSCOW, NEW_YORK, false).more.initiative).toBe('recipient')
})

test('a counter that changes the hour alone says so, and leaves the agenda alone', () => {
  const from = draft_of(PROPOSED_TO_US, null, 'North', MOSCOW)
  const draft = { ...from, hour: '22:00' }
  expect(changes_of(draft, from)).toEqual(['when'])
  expect(changes_of(from, from)).toEqual([])
  const form = counter_of(draft, MOSCOW, NEW_YORK, false)
  expect(form.agenda).toEqual({ items: [], carry_over: null, participants: [], reason: null })
  expect(form.start).toBe('2021-12-30T22:00')
})

test('a counter starts from what it answers', () => {
  const from = draft_of(AGREED, null, 'North', MOSCOW)
  expect([from.day, from.hour, from.initiative, from.languages]).toEqual(['2021-12-30', '23:30', 'ours', ['ru', 'en']])
})

test('a counter of a time that comes twice keeps which one was meant', () => {
  const later = Date.UTC(2022, 10, 6, 6, 30)
  expect(draft_of({ ...PROPOSED_TO_US, start_unix_ms: later }, null, 'South', NEW_YORK).reading).toBe('later')
  expect(draft_of({ ...PROPOSED_TO_US, start_unix_ms: later - 3_600_000 }, null, 'South', NEW_YORK).reading).toBe('earlier')
})

test('a counter of a change starts from the change, not from what is agreed', () => {
  const amendment = amendment_of(AMENDED, THREAD_AMENDED, 'North')
  const from = draft_of(AMENDED, amendment, 'North', MOSCOW)
  expect([from.day, from.hour, from.duration]).toEqual(['2021-12-31', '01:00', '45'])
  expect(amendment_of(AGREED, THREAD_AMENDED, 'North')).toBeNull()
})
