import { expect, test } from 'vitest'

import { changes_between, pieces_of } from './offer_changes'

const shown = (before: string, after: string) =>
  pieces_of(before, after)
    .map(({ what, text }) => (what === 'same' ? text : what === 'removed' ? `[-${text}-]` : `[+${text}+]`))
    .join('')

test.each([
  ['', '', ''],
  ['same words', 'same words', 'same words'],
  ['at 18:00 today', 'at 20:00 today', 'at [-18:00 -][+20:00 +]today'],
  ['', 'all new', '[+all new+]'],
  ['all gone', '', '[-all gone-]'],
  ['one two three', 'zero one three', '[+zero +]one [-two -]three'],
])('%s → %s', (before, after, wanted) => {
  expect(shown(before, after)).toBe(wanted)
})

test('up to 2,000 words are compared one by one, more are shown whole', () => {
  const words = (count: number) => Array.from({ length: count }, () => 'word').join(' ')
  expect(shown(words(1_999), words(2_000))).not.toContain('[-word word')
  expect(shown(words(2_000), words(2_000))).not.toContain('[-')
  expect(pieces_of(words(2_001), `${words(2_000)}!`).map(({ what }) => what)).toEqual(['removed', 'added'])
})

test('lines that came, went and changed; those that stand are left out', () => {
  const before = [
    { name: 'Place', says: 'Geneva' },
    { name: 'Reason', says: 'holidays' },
    { name: 'Day', says: '10 January' },
  ]
  const after = [
    { name: 'Place', says: 'Geneva' },
    { name: 'Day', says: '12 January' },
    { name: 'Format', says: 'restricted' },
  ]
  expect(changes_between(before, after).map(({ name }) => name)).toEqual(['Day', 'Format', 'Reason'])
})
