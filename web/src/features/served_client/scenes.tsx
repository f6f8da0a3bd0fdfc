import { App } from '../../app/App'
import type { Serving } from '../../core/served_client'
import { Fault } from '../../core/fault'
import { signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { home_core } from '../home/scenes'
import { ServingProvider } from './serving_context'

const ADDRESSES = ['/desk/', '/desk/assets/index-CkPq71xA.js', '/desk/assets/index-Ba2mWq0d.css', '/desk/assets/client_wasm_bg-D9rLx3sT.wasm']

function content(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

async function hash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', content(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** A node whose files hold their own addresses, and a browser that has kept nothing. */
export function serving(change: Partial<Serving> = {}): Serving {
  return {
    listed: async () => Object.fromEntries(await Promise.all(ADDRESSES.map(async (address) => [address, await hash(address)] as const))),
    served: (address) => Promise.resolve(content(address)),
    kept: () => Promise.resolve(null),
    loaded: () => ADDRESSES,
    ...change,
  }
}

const FALSE = serving({ served: (address) => Promise.resolve(content(address.endsWith('.js') ? 'something else' : address)) })

function scene(name: string, shown: Serving): Scene {
  const View = () => (
    <ServingProvider value={shown}>
      <App clock_stands />
    </ServingProvider>
  )
  return { name: `this-client${name}`, path: '/this-client', core: () => home_core(signed_in(['sherpa'])), view: View }
}

export const scenes: Scene[] = [
  scene('', serving()),
  scene('-older', serving({ loaded: () => [...ADDRESSES, '/desk/assets/index-gone1234.js'] })),
  scene('-false', FALSE),
  scene('-node-away', serving({ listed: () => Promise.reject(new Fault('node-unreachable', '', '')) })),
]
