import { FakeCore } from '../../core/fake_core'
import { LINE_UP, NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

const HOUR = 3_600_000

function desk(line = LINE_UP): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => line,
    alarms: () => ({ alarms: [] }),
    soundings: () => ({
      items: [
        {
          kind: 'sounding',
          id: '5f1e2d3c4b5a69788796a5b4c3d2e1f0',
          expires_unix_ms: NOW + 46 * HOUR,
          from: 'South',
          signed: false,
          title: '',
          language: '',
          answers: null,
          text: 'Would a call before the 10th be welcome?',
        },
      ],
    }),
    'non-papers': () => ({
      items: [
        {
          kind: 'non-paper',
          id: '6f1e2d3c4b5a69788796a5b4c3d2e1f0',
          expires_unix_ms: NOW + 20 * HOUR,
          from: 'South',
          signed: false,
          title: 'Elements',
          language: 'en',
          answers: null,
          text: 'First, that talks begin in January.\nSecond, that both sides keep to what was said in December.',
        },
      ],
    }),
  })
}

export const scenes: Scene[] = [
  { name: 'soundings', path: '/soundings', core: () => desk() },
  { name: 'soundings-line-down', path: '/soundings', core: () => desk({ ...LINE_UP, up: false, reason_down: 'silence' }) },
]
