import { expect, test } from 'vitest'

import type { MessageLine } from '../../core/shapes/messages'
import { MINUTE, NOW } from '../../gallery/people'
import { DRAFT, INCIDENT } from './examples'
import { can_acknowledge, group_of, grouped, is_to_present, step_of_draft } from './inbox'
import { type Written, lacks_of } from './use_compose'

function line(part: Partial<MessageLine>): MessageLine {
  return { message: 'm', from: 'South', precedence: 'routine', state: 'delivered', sounds: false, sent_unix_ms: NOW, acknowledge_by_unix_ms: null, title: null, ...part }
}

test.each([
  ['sounds', { sounds: true, precedence: 'flash' }],
  // An own FLASH sounds at the other side.
  ['theirs-to-take', { sounds: true, precedence: 'flash', from: 'North' }],
  ['ours-to-take', {}],
  ['ours-to-take', { state: 'unanswered' }],
  ['theirs-to-take', { from: 'North', state: 'unanswered' }],
  ['done', { state: 'acknowledged' }],
  ['done', { state: 'acknowledged', from: 'North' }],
] as const)('%s: %o', (wanted, part) => {
  expect(group_of(line(part), 'North')).toBe(wanted)
})

test('what waits stands by urgency, then by age; what is done with the newest first', () => {
  const groups = grouped(
    [
      line({ message: 'a', sent_unix_ms: NOW }),
      line({ message: 'b', precedence: 'immediate', sent_unix_ms: NOW }),
      line({ message: 'c', sent_unix_ms: NOW - MINUTE }),
      line({ message: 'd', state: 'acknowledged', precedence: 'flash', sent_unix_ms: NOW - MINUTE }),
      line({ message: 'e', state: 'acknowledged', sent_unix_ms: NOW }),
    ],
    'North',
  )
  const ids = (lines: MessageLine[] | undefined) => lines?.map(({ message }) => message)
  expect(ids(groups.get('ours-to-take'))).toEqual(['b', 'c', 'a'])
  expect(ids(groups.get('done'))).toEqual(['e', 'd'])
})

test('a message is taken once, by the side that got it', () => {
  expect(can_acknowledge(INCIDENT, 'North')).toBe(true)
  expect(can_acknowledge(INCIDENT, 'South')).toBe(false)
  const taken = { ...INCIDENT, states: [...INCIDENT.states, { state: 'acknowledged' as const, sender_unix_ms: null, receiver_unix_ms: NOW, person: 'p1', shown_by: 'logs' as const }] }
  expect(can_acknowledge(taken, 'North')).toBe(false)
})

test('only who can read it says that it stood before their eyes', () => {
  expect(is_to_present(INCIDENT, 'North')).toBe(true)
  expect(is_to_present({ ...INCIDENT, text: null }, 'North')).toBe(false)
})

test.each([
  ['approve', {}, 'p1'],
  ['others-approve', {}, 'p8'],
  ['send', { approved_by: 'p1' }, 'p8'],
  ['sent', { approved_by: 'p1', sent: 'm1' }, 'p8'],
] as const)('a draft: %s', (wanted, part, person) => {
  expect(step_of_draft({ ...DRAFT, ...part }, person)).toBe(wanted)
})

const WRITTEN: Written = { title: '', text: 'We agree.', language: 'en', translated: false, translation: '', translation_language: '', acknowledge_by: '' }

test.each([
  [{}, null, []],
  [{ text: ' \n' }, null, ['text']],
  [{ language: '' }, null, ['language']],
  [{ translated: true }, null, ['translation', 'translation-language']],
  [{ acknowledge_by: '2022-03-13T02:30' }, null, ['acknowledge-by']],
  [{ acknowledge_by: '2021-12-30T22:48' }, NOW, ['acknowledge-by-past']],
  [{ acknowledge_by: '2021-12-30T22:49' }, NOW + MINUTE, []],
] as const)('%o', (part, by, wanted) => {
  expect(lacks_of({ ...WRITTEN, ...part }, by, NOW)).toEqual(wanted)
})
