import { expect, test } from 'vitest'

import { PAPER_OURS, PAPER_THEIRS } from './paper_samples'
import { paper_actions } from './use_paper'

const names = (actions: object) => Object.entries(actions).flatMap(([name, may]) => (may === true ? [name] : []))
const read = PAPER_THEIRS.versions.map((version) => ({ ...version, read_unix_ms: 1 }))

test.each([
  ['theirs, unread', PAPER_THEIRS, ['acknowledge', 'reply']],
  ['theirs, read', { ...PAPER_THEIRS, versions: read }, ['reply']],
  ['theirs, withdrawn', { ...PAPER_THEIRS, state: 'withdrawn' }, []],
  ['ours', PAPER_OURS, ['revise', 'withdraw']],
  ['ours, withdrawn', { ...PAPER_OURS, state: 'withdrawn' }, []],
])('a paper of %s', (_name, view, wanted) => {
  expect(names(paper_actions(view, 'North'))).toEqual(wanted)
})
