import { expect, test } from 'vitest'

import type { NextContact } from '../../core/generated/views'
import { CALL_AT, NOW, local_of } from '../../gallery/people'
import { action_for, group_of, grouped, step_for } from './use_home'
import type { Waits } from './waits'

const DAY = 86_400_000

function matter(part: Partial<Waits>): Waits {
  return { side: 'North', ours: true, to_do: 'reply', noun: 'paper', subject: 's', title: null, due_unix_ms: null, local: [], overdue: false, sounds: false, ...part }
}

test.each([
  ['overdue', { overdue: true, due_unix_ms: NOW - 1 }],
  ['overdue', { due_unix_ms: NOW }],
  ['due', { due_unix_ms: NOW + 1 }],
  ['colleague', { colleague: true, due_unix_ms: NOW - 1 }],
  ['due', { due_unix_ms: NOW + DAY - 1 }],
  ['due', { due_unix_ms: NOW + DAY }],
  ['open', { due_unix_ms: NOW + DAY + 1 }],
  ['open', {}],
  ['theirs', { ours: false, overdue: true }],
] as const)('%s: %o', (wanted, part) => {
  expect(group_of(matter(part), NOW)).toBe(wanted)
})

test('the earliest due stands first, what has no date last', () => {
  const open = grouped([matter({ subject: 'c' }), matter({ subject: 'b', due_unix_ms: NOW + 3 * DAY }), matter({ subject: 'a', due_unix_ms: NOW + 2 * DAY })], NOW)
  expect(open.get('open')?.map(({ subject }) => subject)).toEqual(['a', 'b', 'c'])
})

const NEXT: NextContact = {
  contact: 'c1',
  phase: 'agreed',
  medium: 'phone-call',
  public_part: 'none',
  start_unix_ms: CALL_AT,
  duration_min: 45,
  local: local_of(CALL_AT),
  can_join: false,
  to_do: null,
  confirmed: [],
}

test.each([
  ['nothing is agreed', null, NOW, 'none'],
  ['it is a day away', NEXT, CALL_AT - DAY, 'none'],
  ['it is soon', NEXT, CALL_AT - 4 * 3_600_000, 'check-sound'],
  ['it rings', { ...NEXT, can_join: true }, CALL_AT, 'join'],
] as const)('a principal: %s', (_name, next, now, wanted) => {
  expect(action_for(next, now)).toBe(wanted)
})

const MINUTE = 60_000
test.each([
  ['an interpreter takes the place that is open', { can_join: true, phase: 'staged' }, ['interpreter'], CALL_AT, 'join'],
  ['five minutes before, whoever has a place sits down', {}, ['note-taker'], CALL_AT - 5 * MINUTE, 'sit-down'],
  ['and not before', {}, ['note-taker'], CALL_AT - 5 * MINUTE - 1, 'none'],
  ['an aide has no place in it', {}, ['sherpa'], CALL_AT, 'none'],
  ['a duty officer sees to the rings', { phase: 'staged' }, ['duty-officer'], CALL_AT, 'see-rings'],
  ['who confirmed waits', { phase: 'staging', confirmed: ['North'] }, ['duty-officer'], CALL_AT, 'none'],
  ['and confirms from an hour before', { phase: 'staging', confirmed: ['South'] }, ['duty-officer'], CALL_AT - 60 * MINUTE, 'stage'],
  ['not sooner', {}, ['duty-officer'], CALL_AT - 60 * MINUTE - 1, 'none'],
] as const)('%s', (_name, part, roles, now, wanted) => {
  expect(step_for({ ...NEXT, ...part, confirmed: 'confirmed' in part ? [...part.confirmed] : [] }, roles, 'North', now)).toBe(wanted)
})
