import { expect, test } from 'vitest'

import { NOW } from '../../gallery/people'
import { brackets_in } from './brackets'
import { BLANK, type JointDraft, draft_of, form_of, problems_of } from './joint_draft'
import { JOINT } from './joint_samples'

const MOSCOW = 'Europe/Moscow'
const FULL: JointDraft = { ...BLANK, title: 'Joint statement', text: 'The leaders agreed.\n', release_at: '2022-01-10T20:00' }

test.each<[string, Partial<JointDraft>, string[]]>([
  ['complete', {}, []],
  ['empty', BLANK, ['title', 'text', 'release']],
  ['with half a time of release', { release_at: '2022-01-10T' }, ['release']],
  ['with a release that is past', { release_at: '2021-12-30T20:00' }, ['release-past']],
  ['with half an answer by', { answer_by: 'T10:00' }, ['answer-by']],
  ['with an answer by that is past', { answer_by: '2021-12-30T20:00' }, ['answer-by-past']],
])('a joint statement %s', (_name, more, wanted) => {
  expect(problems_of({ ...FULL, ...more }, MOSCOW, NOW)).toEqual(wanted)
})

test('the text stays as it was typed; moments are told with their zone', () => {
  expect(form_of({ ...FULL, answer_by: '2022-01-09T12:00' }, MOSCOW)).toEqual({
    title: 'Joint statement',
    text: 'The leaders agreed.\n',
    languages: [],
    release_at: '2022-01-10T17:00:00.000Z',
    about: null,
    answer_by: '2022-01-09T09:00:00.000Z',
  })
})

test('a counter starts from the text that it answers', () => {
  if (JOINT.text === null) throw new Error('a sample without text')
  const draft = draft_of(JOINT.text, MOSCOW)
  expect(draft.text).toBe(JOINT.text.text)
  expect(form_of(draft, MOSCOW).release_at).toBe(new Date(JOINT.text.release_unix_ms).toISOString())
})

test.each([
  ['no brackets', []],
  ['one [North: by May | South: by July | without delay] open', [[['North', 'by May'], ['South', 'by July'], [null, 'without delay']]]],
  ['a [single] wish, and \\[an ordinary one\\]', [[[null, 'single']]]],
  ['left [ | out]', [[[null, ''], [null, 'out']]]],
  ['one [within [another]]', null],
  ['one [not closed', null],
  ['one not opened]', null],
])('%s', (text, wanted) => {
  expect(brackets_in(text)?.map(({ alternatives }) => alternatives.map(({ by, text: words }) => [by, words])) ?? null).toEqual(wanted)
})

test('a place is named by its line', () => {
  expect(brackets_in('first\nsecond [open]')?.[0]?.line).toBe(2)
})
