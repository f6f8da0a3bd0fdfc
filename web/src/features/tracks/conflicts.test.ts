import { expect, test } from 'vitest'

import { named_in } from './conflicts'
import { CALL, ROUND, TRACK } from './track_samples'

const [call, round] = [CALL.slice(0, 8), ROUND.slice(0, 8)]

test.each([
  ['both, in the order of the sentence', `round ${round} isn't over before contact ${call} begins`, [ROUND, CALL]],
  ['one that is elsewhere', `contact ${call} and round 00000000 are at the same time`, null],
  ['a noun that the id isn’t of', `round ${call} and contact ${round} are at the same time`, null],
  ['nothing named', 'own side: New Year', null],
])('%s', (_name, text, wanted) => {
  expect(named_in({ kind: 'order', text }, TRACK.timeline)?.map(({ subject }) => subject) ?? null).toEqual(wanted)
})
