/** Signed in with the own node: a cookie that no script reads, and a proof against other sites' requests. */
import type { Device } from '../wasm/client_wasm'
import { type Node, Refused } from './node'

interface SessionState {
  device: string
  csrf: string
}

export class Session {
  readonly #node: Node

  constructor(node: Node) {
    this.#node = node
  }

  /** The session of before, or another by the device's signature. `false`: the node doesn't know this device. */
  async open(device: Device, id: string): Promise<boolean> {
    try {
      if (!(await this.#resumed(id))) await this.#challenge(device, id)
      return true
    } catch (thrown) {
      // Others, such as too many attempts, say themselves what to do.
      if (thrown instanceof Refused && [401, 403, 404].includes(thrown.status)) return false
      throw thrown
    }
  }

  async end(): Promise<void> {
    await this.#node.delete('/api/v1/sessions')
    this.#node.csrf = null
  }

  async #resumed(id: string): Promise<boolean> {
    try {
      const session = JSON.parse(await this.#node.get('/api/v1/sessions')) as SessionState
      if (session.device !== id) return false
      this.#node.csrf = session.csrf
      return true
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.status !== 0) return false
      throw thrown
    }
  }

  async #challenge(device: Device, id: string): Promise<void> {
    const challenge = await this.#node.post('/api/v1/sessions/challenge', JSON.stringify({ device: id }))
    const session = JSON.parse(await this.#node.post('/api/v1/sessions', device.sign_in(challenge))) as SessionState
    this.#node.csrf = session.csrf
  }
}
