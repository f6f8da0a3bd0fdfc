import type { Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import type { ContactView } from '../../core/shapes/contact'
import type { HomeMatter } from '../../core/generated/views'
import type { ThreadView } from '../../core/shapes/thread'
import { days_view } from '../../gallery/days'
import { NOTHING_INSIDE, TYPICAL_INSIDE, about } from '../../gallery/inside'
import { CALL_AT, LINE_UP, NORTH, NOW, SOUTH, local_of, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import {
  AGREED,
  AMENDED,
  CONTACT,
  EARLIER,
  HEARD,
  HEARD_MATTER,
  LIST,
  PROPOSED_BY_US,
  PROPOSED_TO_US,
  REPORTED_OUTSIDE,
  THREAD_AGREED,
  THREAD_AMENDED,
  THREAD_BY_US,
  THREAD_OUTSIDE,
  THREAD_TO_US,
  with_phase,
} from './contact_samples'

const ANSWER: HomeMatter = {
  side: 'North',
  ours: true,
  to_do: 'answer',
  noun: 'contact',
  subject: CONTACT,
  title: null,
  due_unix_ms: CALL_AT,
  local: local_of(CALL_AT),
  overdue: false,
  sounds: false,
}

function desk(view: ContactView, thread: ThreadView = THREAD_TO_US, roles: Role[] = ['sherpa']): FakeCore {
  return new FakeCore(signed_in(roles), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    home: () => ({ principal: false, next: null, matters: [ANSWER], line: null }),
    days: days_view,
    ...NOTHING_INSIDE,
    contacts: () => LIST,
    contact: () => view,
    thread: () => thread,
    'reported-matter': ({ about }) => ({ about, status: 'reported', agreed: null, reports: [HEARD_MATTER] }),
    soundings: () => ({
      items: [
        {
          kind: 'sounding',
          id: '5f1e2d3c4b5a69788796a5b4c3d2e1f0',
          expires_unix_ms: NOW + 46 * 3_600_000,
          from: 'South',
          signed: false,
          title: '',
          language: '',
          answers: null,
          text: 'Would a call before the 10th be welcome?',
        },
      ],
    }),
    'non-papers': () => ({ items: [] }),
  })
}

const path = `/contacts/${CONTACT}`

export const scenes: Scene[] = [
  { name: 'contacts', path: '/contacts', core: () => desk(PROPOSED_TO_US) },
  { name: 'contacts-none', path: '/contacts', core: () => {
    const core = desk(PROPOSED_TO_US)
    core.answers.contacts = () => ({ contacts: [], reported: [] })
    return core
  } },
  { name: 'contact-waits-for-us', path, core: () => desk(PROPOSED_TO_US) },
  { name: 'contact-accept', path, core: () => desk(PROPOSED_TO_US), press: 'contact-accept' },
  { name: 'contact-decline', path, core: () => desk(PROPOSED_TO_US), press: 'contact-decline' },
  { name: 'contact-waits-for-them', path, core: () => desk({ ...PROPOSED_BY_US, reported: [HEARD] }, THREAD_BY_US) },
  { name: 'contact-agreed', path, core: () => desk(AGREED, THREAD_AGREED) },
  { name: 'contact-inside', path, core: () => {
    const core = desk(with_phase(AGREED, 'ended'), THREAD_AGREED)
    core.answers = { ...core.answers, ...TYPICAL_INSIDE, ...about(CONTACT) }
    return core
  } },
  { name: 'contact-amended', path, core: () => desk(AMENDED, THREAD_AMENDED) },
  { name: 'contact-amended-accept', path, core: () => desk(AMENDED, THREAD_AMENDED), press: 'contact-accept' },
  { name: 'contact-duty', path, core: () => desk({ ...with_phase(AGREED, 'staging'), agenda: null, confirmed: ['South'] }, THREAD_AGREED, ['duty-officer']) },
  { name: 'contact-outside', path: `/contacts/${EARLIER}`, core: () => desk(REPORTED_OUTSIDE, THREAD_OUTSIDE) },
  { name: 'contact-propose', path: '/contacts/propose', core: () => desk(PROPOSED_TO_US) },
  { name: 'contact-propose-lacks', path: '/contacts/propose', core: () => desk(PROPOSED_TO_US), press: 'form-check' },
  { name: 'contact-counter', path: `${path}/counter`, core: () => desk(PROPOSED_TO_US) },
  { name: 'contact-counter-more', path: `${path}/counter`, core: () => desk(AGREED, THREAD_AGREED), press: 'form-more' },
  { name: 'contact-counter-clocks', path: `${path}/counter`, core: () => {
    const core = desk({ ...PROPOSED_TO_US, start_unix_ms: Date.UTC(2022, 10, 6, 6, 30), local: [] })
    core.state.set(signed_in(['sherpa'], { side: SOUTH, other_side: NORTH }))
    return core
  } },
]
