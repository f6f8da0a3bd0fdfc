import { expect, test } from 'vitest'

import type { ShownConflict } from '../../core/generated/views'
import { named_in } from './conflicts'

const [round, call] = [
  { noun: 'round', subject: 'r1' },
  { noun: 'contact', subject: 'c1' },
]

test.each<[ShownConflict, (string | null)[]]>([
  [{ kind: 'order', first: round, second: call }, ['r1', 'c1']],
  [{ kind: 'date', one: call, other: round }, ['c1', 'r1']],
  // Not sent yet.
  [{ kind: 'date', one: null, other: round }, [null, 'r1']],
  [{ kind: 'circle', all: [round, call] }, ['r1', 'c1']],
  [{ kind: 'person', name: 'A. B.', other: call }, ['c1']],
  [{ kind: 'holiday', own: true, text: 'New Year' }, []],
])('%j', (conflict, wanted) => {
  expect(named_in(conflict).map((one) => one?.subject ?? null)).toEqual(wanted)
})
