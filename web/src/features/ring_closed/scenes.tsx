import { App } from '../../app/App'
import { Fault } from '../../core/fault'
import type { Permission, RingBrowser, Subscribed } from '../../core/ring_browser'
import type { PushView } from '../../core/shapes/push'
import { NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { BenchProvider } from '../device_test/bench_context'
import { bench } from '../device_test/scenes'
import { home_core } from '../home/scenes'
import { RingBrowserProvider } from './browser_context'

const NODE: PushView = { key: 'BKey', services: ['push.example.org'], endpoint: 'https://push.example.org/1', registered_unix_ms: 1, last_failed_unix_ms: null }
const HERE: Subscribed = { endpoint: 'https://push.example.org/1', key: 'BKey' }

function browser(present: Subscribed | null, permission: Permission, lack: ReturnType<RingBrowser['lack']> = null): RingBrowser {
  return {
    lack: () => lack,
    permission: () => permission,
    ask: () => Promise.resolve(permission),
    present: () => Promise.resolve(present),
    subscribe: () => Promise.reject(new Fault('push-unreachable', '', '')),
    unsubscribe: () => Promise.resolve(),
    clear: () => Promise.resolve(),
  }
}

function scene(name: string, shown: RingBrowser, press?: string, node = NODE): Scene {
  const View = () => (
    <BenchProvider value={bench()}>
      <RingBrowserProvider value={shown}>
        <App clock_stands />
      </RingBrowserProvider>
    </BenchProvider>
  )
  const core = () => {
    const made = home_core(signed_in(['principal']))
    made.answers = { ...made.answers, push: () => node }
    return made
  }
  return { name: `ring-closed-${name}`, path: '/device-test', core, view: View, ...(press === undefined ? {} : { press }) }
}

export const scenes: Scene[] = [
  scene('off', browser(null, 'granted')),
  scene('on', browser(HERE, 'granted')),
  scene('missed', browser(HERE, 'granted'), undefined, { ...NODE, last_failed_unix_ms: NOW - 3_600_000 }),
  scene('blocked', browser(null, 'denied')),
  scene('failed', browser(null, 'granted'), 'ring-closed-turn-on'),
  scene('unfit', browser(null, 'default', 'no-push')),
]
