import { FakeCore } from '../../core/fake_core'
import type { PaperView } from '../../core/shapes/paper'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { BRACKETS, DIFF, PAPER_ID, PAPER_LIST, PAPER_OURS, PAPER_THEIRS } from './paper_samples'

function desk(view: PaperView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    papers: () => PAPER_LIST,
    paper: () => view,
    'paper-diff': () => DIFF,
    brackets: () => BRACKETS,
  })
}

const path = `/papers/${PAPER_ID}`

export const scenes: Scene[] = [
  { name: 'papers', path: '/papers', core: () => desk(PAPER_OURS) },
  { name: 'paper-ours', path, core: () => desk(PAPER_OURS) },
  { name: 'paper-theirs', path, core: () => desk(PAPER_THEIRS) },
  { name: 'paper-revise', path, core: () => desk(PAPER_OURS), press: 'paper-revise' },
  { name: 'paper-hand-over', path: '/papers/hand-over', core: () => desk(PAPER_OURS) },
]
