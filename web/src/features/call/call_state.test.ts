import type { NextContact } from '../../core/generated/views'
import { expect, test } from 'vitest'

import type { InCall } from '../../core/call_control'
import type { Role } from '../../core/core'
import { CALL_AT, local_of } from '../../gallery/people'
import { elapsed, ended_for, groups_of, is_grave, mic_state, missing, news_of, next_step } from './call_state'
import { ALL, INTERPRETER, OWN, THEIR_PRINCIPAL, WORDS, held } from './examples'
import { tiles_of } from './picture_state'
import { code_of } from '../../i18n/fault_words'
import { awaits } from './use_call'
import { level_word } from './use_level_words'
import { CLOSED, after_answer, own_turn } from './use_words'

test.each<[string, Partial<InCall>, Role[], string]>([
  ['heard', {}, ['principal'], 'heard'],
  ['an interpreter too', {}, ['interpreter'], 'heard'],
  ['muted', { muted: true }, ['principal'], 'muted'],
  ['muted stays the word while away', { muted: true, away_since_ms: 1 }, ['principal'], 'muted'],
  ['push-to-talk, not held', { muted: true, push_to_talk: true }, ['principal'], 'held-back'],
  ['push-to-talk, held', { push_to_talk: true }, ['principal'], 'heard'],
  ['the floor is closed', { floor: 'closed' }, ['principal'], 'waits'],
  ['away', { away_since_ms: 1 }, ['principal'], 'away'],
  ['the line is lost', { line_up: false }, ['principal'], 'line-lost'],
  ['a note-taker', {}, ['note-taker'], 'listens'],
  ['a note-taker who interprets', {}, ['note-taker', 'interpreter'], 'heard'],
])('the microphone: %s', (_name, change, roles, wanted) => {
  expect(mic_state(held(change), roles)).toBe(wanted)
})

test.each([
  ['nobody', [], ['own-principal', 'their-principal']],
  ['only ours', [OWN, INTERPRETER], ['their-principal']],
  ['only theirs', [THEIR_PRINCIPAL], ['own-principal']],
  ['both', [OWN, THEIR_PRINCIPAL], ['keys']],
])('the floor waits: %s', (_name, members, wanted) => {
  expect(missing(members)).toEqual(wanted)
})

test('two groups, the own side and the own device first', () => {
  const [own, theirs] = groups_of(ALL.toReversed(), 'North', 'South')
  expect(own?.members.map(({ device }) => device)).toEqual(['d1', 'd2'])
  expect(theirs?.members.map(({ device }) => device)).toEqual(['d8', 'd9'])
  expect(groups_of([], 'North', 'South').map(({ side }) => side)).toEqual(['North', 'South'])
})

test.each<[string, Partial<InCall>, Partial<InCall>, string[]]>([
  ['nothing', {}, {}, []],
  ['the floor opens', { floor: 'closed' }, {}, ['floor-open']],
  ['away', {}, { away_since_ms: 1 }, ['away']],
  ['back', { away_since_ms: 1 }, {}, ['back']],
  ['still away', { away_since_ms: 1 }, { away_since_ms: 1 }, []],
  ['the line goes', {}, { line_up: false }, ['line-lost']],
  ['the line comes', { line_up: false }, {}, ['line-back']],
  ['somebody comes', { members: [OWN] }, { members: [OWN, INTERPRETER] }, ['came']],
  ['somebody goes', { members: [OWN, INTERPRETER] }, { members: [OWN] }, ['went']],
  ['the first list is no news', { members: [] }, { members: ALL }, []],
  ['words change', {}, { words: WORDS.toReversed() }, ['words-changed']],
  ['words go and come the same', { words: [] }, {}, []],
  ['muted', {}, { muted: true }, ['microphone']],
  ['open again', { muted: true }, {}, ['microphone']],
  ['the key to speak is held', { muted: true, push_to_talk: true }, { push_to_talk: true }, []],
  ['from now on only with the key', {}, { muted: true, push_to_talk: true }, ['microphone']],
  ['a warning', {}, { warnings: ['other_keys'] }, ['warning']],
  ['a warning once', { warnings: ['other_keys'] }, { warnings: ['other_keys'] }, []],
])('news: %s', (_name, before, after, wanted) => {
  expect(news_of(held(before), held(after)).map(({ news }) => news)).toEqual(wanted)
})

test.each([
  [0, '0:00'],
  [59_999, '0:59'],
  [60_000, '1:00'],
  [3_599_999, '59:59'],
  [3_600_000, '1:00:00'],
  [-5, '0:00'],
])('%d ms are %s', (ms, wanted) => {
  expect(elapsed(ms)).toBe(wanted)
})

test.each<[string, Role[], boolean, string]>([
  ['who takes notes writes', ['note-taker'], true, 'note'],
  ['the press releases', ['press-officer'], true, 'release'],
  ['duty hands over', ['duty-officer'], true, 'hand-over'],
  ['a principal rests', ['principal'], true, 'rest'],
  ['nothing was held', ['note-taker'], false, 'rest'],
])('after the call: %s', (_name, roles, was_held, wanted) => {
  expect(next_step(roles, was_held)).toBe(wanted)
})

test.each([
  ['hung-up', 'both'],
  ['line-lost', 'both'],
  ['left', 'one'],
  ['unsealed', 'one'],
  ['hung-up-alone', 'unknown'],
])('%s is the end for %s', (reason, wanted) => {
  expect(ended_for(reason)).toBe(wanted)
})

test('six words one by one; one that differs stops it', () => {
  let comparing = { ...CLOSED, at: 'reading' as const } as ReturnType<typeof after_answer>
  for (let word = 0; word < 5; word += 1) comparing = after_answer(comparing, true, 6)
  expect(comparing).toEqual({ at: 'reading', index: 5 })
  expect(after_answer(comparing, true, 6).at).toBe('same')
  expect(after_answer(comparing, false, 6)).toEqual({ at: 'differs', index: 5 })
  expect(after_answer(CLOSED, true, 6)).toEqual(CLOSED)
})

test('both sides agree whose turn it is without speaking of it', () => {
  for (let word = 0; word < 6; word += 1) expect(own_turn(word, 'north', 'south')).toBe(!own_turn(word, 'south', 'north'))
  expect(own_turn(0, 'north', 'south')).toBe(true)
})

test.each([
  ['NotStaged', 'not-staged'],
  ['foreign_member', 'foreign-member'],
  ['no-webrtc', 'no-webrtc'],
])('the code %s is %s to the messages', (code, wanted) => {
  expect(code_of(code)).toBe(wanted)
})

test.each([
  [0.04, 'silent'],
  [0.05, 'good'],
  [0.95, 'good'],
  [0.96, 'loud'],
])('a level of %d is %s', (level, wanted) => {
  expect(level_word(level)).toBe(wanted)
})

test('what mends itself is not grave', () => {
  expect(['foreign_member', 'other_keys', 'behind', 'stray_message'].map(is_grave)).toEqual([true, true, false, false])
})

const DAY = 86_400_000
const NEXT: NextContact = { contact: 'c1', phase: 'agreed', medium: 'phone-call', public_part: 'none', to_do: null, start_unix_ms: CALL_AT, duration_min: 45, local: local_of(CALL_AT), can_join: false, confirmed: [] }
test.each([
  ['none', null, CALL_AT, false],
  ['a day before', NEXT, CALL_AT - DAY, true],
  ['earlier', NEXT, CALL_AT - DAY - 1, false],
  ['while it is held', { ...NEXT, phase: 'on-the-line' }, CALL_AT + 1, true],
  ['cancelled', { ...NEXT, phase: 'cancelled' }, CALL_AT, false],
])('the ring is waited for: %s', (_name, next, now, wanted) => {
  expect(awaits(next, now)).toBe(wanted)
})

test('theirs are seen first, their principal even without a picture, and nobody else without one', () => {
  const stream = {} as MediaStream
  const seen = (...devices: string[]) => tiles_of({ members: ALL, pictures: devices.map((device, slot) => ({ slot, device, stream })) }).map((tile) => [tile.member.device, tile.stream !== null])
  expect(seen()).toEqual([['d8', false]])
  expect(seen('d2')).toEqual([['d8', false], ['d2', true]])
  expect(seen('d2', 'd8')).toEqual([['d8', true], ['d2', true]])
  expect(seen('d1')).toEqual([['d8', false]])
  expect(tiles_of({ members: [OWN], pictures: [] })).toEqual([])
})
