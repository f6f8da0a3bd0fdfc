import { expect, test } from 'vitest'

import { CALL, ROUND, TRACK } from './track_samples'
import { review_asked, told_of } from './use_track'

const entry = (subject: string) => {
  const found = TRACK.timeline.find((one) => one.subject === subject)
  if (found === undefined) throw new Error(subject)
  return found
}

test('each end of a link tells of the other', () => {
  expect(told_of(entry(CALL), TRACK).map(({ says, other }) => [says, other?.subject])).toEqual([
    ['precedes', ROUND],
    ['affects', ROUND],
  ])
  expect(told_of(entry(ROUND), TRACK).map(({ says, other }) => [says, other?.subject])).toEqual([
    ['follows', CALL],
    ['affected', CALL],
  ])
})

test.each([
  ['before the call is over', false, false, 'North', false],
  ['once it is over', true, false, 'North', true],
  ['not twice', true, true, 'North', false],
  ['by the side alone that said so', true, false, 'South', false],
])('a review is asked: %s', (_name, is_past, reviewed, by, wanted) => {
  const timeline = TRACK.timeline.map((one) => (one.subject === CALL ? { ...one, is_past } : one))
  const links = TRACK.links.map((link) => ({ ...link, reviewed, by }))
  const asked = told_of(entry(ROUND), { links, timeline }).filter((told) => review_asked(told, 'North'))
  expect(asked.length > 0).toBe(wanted)
})
