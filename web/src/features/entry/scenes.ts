import type { CoreState } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import { NORTH } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'

const WORDS = ['anchor', 'basil', 'copper', 'drum', 'ember', 'fossil', 'glove', 'harbour', 'ivory', 'jacket', 'kettle', 'lantern']
const SIDE_WORDS = ['meadow', 'needle', 'orchard', 'pebble', 'quarry', 'ribbon', 'saddle', 'timber', 'umbrella', 'velvet', 'walnut', 'yonder']
const REQUEST = `-----BEGIN DETENTE REQUEST-----
${'pWNrZXlYIHs1mX0b3yq8oV2nW4cJt6uLrE9dAf7hZkQ1gB\n'.repeat(5)}-----END DETENTE REQUEST-----`

function scene(name: string, state: CoreState, press?: string): Scene {
  return { name, path: '/', core: () => new FakeCore(state), ...(press === undefined ? {} : { press }) }
}

const MADE = { side: NORTH, request: REQUEST, words: WORDS }

export const scenes: Scene[] = [
  scene('entry-starting', { at: 'starting' }),
  scene('entry-no-key', { at: 'no-key', side: NORTH, side_words: SIDE_WORDS, demo_roles: [] }),
  scene('entry-no-key-lacks', { at: 'no-key', side: NORTH, side_words: SIDE_WORDS, demo_roles: [] }, 'make-key'),
  scene('entry-no-key-demo', { at: 'no-key', side: NORTH, side_words: SIDE_WORDS, demo_roles: ['principal', 'sherpa', 'duty-officer'] }),
  scene('entry-request', { at: 'request-made', ...MADE }),
  scene('entry-not-accredited', { at: 'not-accredited', ...MADE }),
  scene('entry-request-drop', { at: 'request-made', ...MADE }, 'request-drop'),
  scene('entry-no-passkey', { at: 'no-passkey', side: NORTH, device_name: 'office laptop' }),
  scene('entry-sign-in', { at: 'signed-out', side: NORTH, device_name: 'office laptop', by_passkey: true, demo: false }),
  scene('entry-sign-in-demo', { at: 'signed-out', side: NORTH, device_name: 'demo sherpa', by_passkey: false, demo: true }),
  scene('entry-other-tab', { at: 'other-tab', in_call: false }),
  scene('entry-other-tab-call', { at: 'other-tab', in_call: true }),
  scene('entry-failed', {
    at: 'failed',
    error: { code: 'no-encoded-transforms', cause: 'This browser can’t encrypt sound inside the page.', next: 'use Chromium 156, Firefox 153 or newer' },
  }),
]
