import { expect, test } from 'vitest'

import type { UnrecordedView } from '../../core/shapes/unrecorded'
import { inbox_of } from './use_soundings'

const one = (id: string, expires_unix_ms: number): UnrecordedView => ({
  kind: 'sounding',
  id,
  expires_unix_ms,
  from: 'South',
  signed: false,
  title: '',
  language: '',
  answers: null,
  text: 'Would it be welcome?',
})

test.each([
  ['what is expired is gone, to the millisecond', [one('a', 99), one('b', 100), one('c', 101)], [], ['c']],
  ['both kinds in one list, the first to go first', [one('a', 300)], [one('b', 200)], ['b', 'a']],
])('%s', (_name, soundings, papers, wanted) => {
  expect(inbox_of(soundings, papers, 100).map(({ id }) => id)).toEqual(wanted)
})
