/** Signed in with the own node: a cookie that no script reads, and a proof against other sites' requests. */
import type { Device } from '../wasm/client_wasm'
import { type Node, Refused } from './node'

interface SessionState {
  device: string
  csrf: string
  passkeys?: number
}

interface PasskeyOptions {
  options: string
}

/** `unknown`: the node doesn't know this device. `passkey`: it comes in with its passkey alone. */
export type Opened = 'open' | 'unknown' | 'passkey'

/** A device that the node doesn't know is asked for no passkey: what it waits for shows itself. */
export function unless_unknown(thrown: unknown): null {
  if (thrown instanceof Refused && thrown.code === 'sign-in-refused') return null
  throw thrown
}

export class Session {
  readonly #node: Node
  /** The signed challenge that an authenticator is asked for. */
  #signed: string | null = null
  /** What a new passkey is made for, as the node wrote it. */
  #asked: string | null = null
  #has_passkey = false

  constructor(node: Node) {
    this.#node = node
  }

  /** Whether this device signs in with a passkey; known once it asked. */
  get has_passkey(): boolean {
    return this.#has_passkey
  }

  /** The session of before, or another by the device's signature where that is enough. */
  async open(device: Device, id: string): Promise<Opened> {
    try {
      if (await this.#resumed(id)) return 'open'
      if ((await this.wanted(device, id)) !== null) return 'passkey'
      await this.#come_in(null)
      return 'open'
    } catch (thrown) {
      // Others, such as too many attempts, say themselves what to do.
      if (thrown instanceof Refused && thrown.code === 'sign-in-refused') return 'unknown'
      throw thrown
    }
  }

  /** What an authenticator is asked for a new sign-in; nothing where the device's key is enough. */
  async wanted(device: Device, id: string): Promise<string | null> {
    const challenge = await this.#node.post('/api/v1/sessions/challenge', JSON.stringify({ device: id }))
    const signed = device.sign_in(challenge)
    const { options } = JSON.parse(await this.#node.post('/api/v1/sessions/passkey', signed)) as { options: string | null }
    this.#signed = signed
    this.#has_passkey = options !== null
    return options
  }

  /** With the authenticator's answer. */
  async by_passkey(answer: string): Promise<void> {
    await this.#come_in(answer)
  }

  /** What the page makes a passkey of; the name is what the person called this device. */
  async passkey_options(name: string): Promise<string> {
    this.#asked = await this.#node.post('/api/v1/passkeys/options', '{}')
    const options = JSON.parse((JSON.parse(this.#asked) as PasskeyOptions).options) as { user: object }
    return JSON.stringify({ ...options, user: { ...options.user, ...(name === '' ? {} : { name, displayName: name }) } })
  }

  async register(device: Device, credential: string): Promise<void> {
    const asked = this.#asked ?? ''
    this.#asked = null
    await this.#node.post('/api/v1/passkeys', device.sign_passkey(asked, credential))
    this.#has_passkey = true
  }

  async end(): Promise<void> {
    await this.#node.delete('/api/v1/sessions')
    this.#node.csrf = null
  }

  async #resumed(id: string): Promise<boolean> {
    try {
      const session = JSON.parse(await this.#node.get('/api/v1/sessions')) as SessionState
      if (session.device !== id) return false
      this.#took(session)
      this.#has_passkey = (session.passkeys ?? 0) > 0
      return true
    } catch (thrown) {
      if (thrown instanceof Refused && thrown.status !== 0) return false
      throw thrown
    }
  }

  async #come_in(passkey: string | null): Promise<void> {
    const signed = JSON.parse(this.#signed ?? '{}') as object
    this.#signed = null
    const request = JSON.stringify(passkey === null ? signed : { ...signed, passkey })
    this.#took(JSON.parse(await this.#node.post('/api/v1/sessions', request)) as SessionState)
  }

  #took(session: SessionState): void {
    this.#node.csrf = session.csrf
  }
}
