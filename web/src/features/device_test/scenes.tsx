import { App } from '../../app/App'
import type { Bench, SoundDevice } from '../../core/bench'
import { Fault } from '../../core/fault'
import { signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { home_core } from '../home/scenes'
import { BenchProvider } from './bench_context'

const DEVICES: SoundDevice[] = [
  { kind: 'microphone', id: 'm1', name: 'Table microphone' },
  { kind: 'microphone', id: 'm2', name: 'Headset' },
  { kind: 'speaker', id: 's1', name: 'Loudspeaker' },
  { kind: 'speaker', id: 's2', name: 'Headset' },
]

/** An invented browser in which all is well, but what is changed. */
export function bench(change: Partial<Bench> = {}): Bench {
  return {
    browser: () => ({ refusal: null, opus: true, red: true, chooses_speaker: true }),
    devices: () => Promise.resolve(DEVICES),
    open: () => Promise.resolve({ level: () => 0.5, record: () => Promise.resolve(new Blob()), close: () => undefined }),
    play: () => Promise.resolve(),
    ask_node: () => Promise.resolve({ took_ms: 24, clock_ahead_ms: 310 }),
    ...change,
  }
}

const BAD = bench({
  browser: () => ({ refusal: new Fault('no-encoded-transforms', '', ''), opus: true, red: false, chooses_speaker: false }),
  open: () => Promise.reject(new Fault('microphone-denied', '', '')),
  ask_node: () => Promise.resolve({ took_ms: 1_840, clock_ahead_ms: -14_200 }),
})
const AWAY = bench({ ask_node: () => Promise.reject(new Fault('node-unreachable', '', '')) })

function scene(name: string, shown: Bench, press?: string): Scene {
  const View = () => (
    <BenchProvider value={shown}>
      <App clock_stands />
    </BenchProvider>
  )
  const core = () => {
    const made = home_core(signed_in(['principal']))
    if (shown === AWAY) made.node_reached.set(false)
    return made
  }
  return { name: `device-test${name}`, path: '/device-test', core, view: View, ...(press === undefined ? {} : { press }) }
}

export const scenes: Scene[] = [
  scene('', bench()),
  scene('-speaking', bench(), 'microphone-open'),
  scene('-heard', bench(), 'hear-yourself-idle'),
  scene('-failed', BAD, 'microphone-open'),
  scene('-node-away', AWAY),
]
