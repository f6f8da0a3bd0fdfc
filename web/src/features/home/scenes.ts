import { FakeCore } from '../../core/fake_core'
import { LINE_UP, NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

export const scenes: Scene[] = [
  {
    name: 'home-empty',
    path: '/',
    core: () =>
      new FakeCore(signed_in(['sherpa']), {
        home: () => ({ now_unix_ms: NOW, line: LINE_UP, next: null, matters: [], alarms: [] }),
        line: () => LINE_UP,
      }),
  },
]
