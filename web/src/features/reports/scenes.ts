import { FakeCore } from '../../core/fake_core'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { HEARD_MATTER } from '../contacts/contact_samples'

function desk(): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    'reported-matter': ({ about }) => ({ about, status: 'reported', agreed: null, reports: [HEARD_MATTER] }),
  })
}

export const scenes: Scene[] = [
  { name: 'enter', path: '/contacts/enter', core: desk },
  { name: 'reported-matter', path: `/reports/${HEARD_MATTER.about}`, core: desk },
  { name: 'reported-matter-more', path: `/reports/${HEARD_MATTER.about}`, core: desk, press: 'heard-more' },
]
