import { expect, test } from 'vitest'

import { MINUTES } from './minutes_samples'
import { type MinutesDraft, draft_of, form_of, problems_of } from './minutes_draft'

const FULL: MinutesDraft = {
  title: 'Minutes',
  text: 'The sides met.',
  outcomes: [{ item: 'Verification', outcome: 'deferred', text: ' to February ' }],
}

test.each<[string, Partial<MinutesDraft>, string[]]>([
  ['complete', {}, []],
  ['without a title', { title: ' ' }, ['title']],
  ['without words', { text: '' }, ['text']],
  ['with an item passed over', { outcomes: [...FULL.outcomes, { item: 'Consulates', outcome: null, text: '' }] }, ['outcome']],
  ['of a round without items', { outcomes: [] }, []],
])('minutes %s', (_name, more, wanted) => {
  expect(problems_of({ ...FULL, ...more })).toEqual(wanted)
})

test('each item has its outcome, in the order of the agenda', () => {
  expect(form_of(FULL)).toEqual({ title: 'Minutes', text: 'The sides met.', outcomes: [{ item: 'Verification', outcome: 'deferred', text: 'to February' }] })
})

test('a counter starts from what was offered; items that came since are asked for', () => {
  const draft = draft_of([...MINUTES.outcomes.map(({ item }) => item), 'Consulates'], 'unused', MINUTES)
  expect(draft.title).toBe(MINUTES.title)
  expect(draft.outcomes.map(({ outcome }) => outcome)).toEqual([...MINUTES.outcomes.map(({ outcome }) => outcome), null])
  expect(problems_of(draft)).toEqual(['outcome'])
})
