import type { Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import type { JointList, JointView } from '../../core/generated/views'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { LIST } from '../contacts/contact_samples'
import { ROUND_LINES } from '../rounds/round_samples'
import { JOINT, JOINT_AGREED, JOINT_DIFF, JOINT_ID, JOINT_LINES, JOINT_LONG, JOINT_RELEASED } from './joint_samples'

function desk(view: JointView, role: Role = 'sherpa', list: JointList = JOINT_LINES): FakeCore {
  return new FakeCore(signed_in([role]), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    'joint-statement': () => view,
    'joint-statements': () => list,
    'joint-statement-diff': () => JOINT_DIFF,
    contacts: () => LIST,
    rounds: () => ROUND_LINES,
    'press-key': () => ({ key_id: '3F2A91C07D5E8B64' }),
  })
}

function failing(): FakeCore {
  const core = desk(JOINT)
  core.answers = { ...core.answers, 'joint-statement': () => Promise.reject(new Error('no joint statement of this id is on this line')) }
  return core
}

const path = `/joint-statements/${JOINT_ID}`

export const scenes: Scene[] = [
  { name: 'joint-statements', path: '/joint-statements', core: () => desk(JOINT) },
  { name: 'joint-statements-empty', path: '/joint-statements', core: () => desk(JOINT, 'sherpa', { joint_statements: [] }) },
  { name: 'joint-statements-press', path: '/joint-statements', core: () => desk(JOINT_AGREED, 'press-officer') },
  { name: 'joint-propose', path: '/joint-statements/propose', core: () => desk(JOINT) },
  { name: 'joint-propose-wrong', path: '/joint-statements/propose', core: () => desk(JOINT), press: 'form-check' },
  { name: 'joint-to-us', path, core: () => desk(JOINT) },
  { name: 'joint-accept', path, core: () => desk(JOINT), press: 'contact-accept' },
  { name: 'joint-counter', path: `${path}/counter`, core: () => desk(JOINT) },
  { name: 'joint-agreed', path, core: () => desk(JOINT_AGREED) },
  { name: 'joint-press', path, core: () => desk(JOINT_AGREED, 'press-officer') },
  { name: 'joint-released', path, core: () => desk(JOINT_RELEASED, 'press-officer') },
  { name: 'joint-long', path, core: () => desk(JOINT_LONG) },
  { name: 'joint-error', path, core: failing },
]
