/** Acts for which an authenticator is asked: the worker gets the question from the node, the page asks, the worker brings the answer. */
import type { Acted } from './core'
import { make_passkey, show_passkey } from './passkey'
import type { Ask } from './rpc'

export class PagePasskeys {
  readonly #ask: (ask: Ask) => Promise<unknown>

  constructor(ask: (ask: Ask) => Promise<unknown>) {
    this.#ask = ask
  }

  /** With the device's passkey where it has one, else by its key. */
  async sign_in(): Promise<Acted> {
    const options = (await this.#ask({ ask: 'passkey-wanted' })) as string | null
    const passkey = options === null ? null : await show_passkey(options)
    return (await this.#ask({ ask: 'act', act: 'sign-in', args: { passkey } })) as Acted
  }

  async register(): Promise<Acted> {
    const options = (await this.#ask({ ask: 'passkey-options' })) as string
    const credential = await make_passkey(options)
    return (await this.#ask({ ask: 'act', act: 'register-passkey', args: { credential } })) as Acted
  }
}
