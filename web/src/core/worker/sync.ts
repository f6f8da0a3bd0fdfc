/** Both logs brought here and verified, keys handed on, internal records read. */
import type { Device } from '../wasm/client_wasm'
import { keep } from './key_store'
import { type Node, Refused } from './node'

/** Signed bytes for one of the node's endpoints. */
export interface Post {
  path: string
  bytes: string
}

interface Positions {
  own: number
  other: number
  internal: number
}

/** Changes that come close together are fetched once. */
const AFTER_MS = 20
/** After a round that failed. */
const AGAIN_AFTER_MS = 2_000
/** The node tells of new entries of the logs, and not of internal records: those are asked for this often. */
export const INSIDE_EVERY_MS = 5_000

export class Sync {
  readonly #node: Node
  readonly #device: () => Device
  readonly #now: () => number
  readonly #done: () => void
  readonly #failed: (thrown: unknown) => void
  #running: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(node: Node, device: () => Device, now: () => number, done: () => void, failed: (thrown: unknown) => void) {
    this.#node = node
    this.#device = device
    this.#now = now
    this.#done = done
    this.#failed = failed
    setInterval(() => {
      this.#look_inside()
    }, INSIDE_EVERY_MS)
  }

  soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.now().catch(this.#failed)
    }, AFTER_MS)
  }

  async now(): Promise<void> {
    // Whoever asks while a round runs wants one that began after.
    while (this.#running !== null) await this.#running.catch(() => undefined)
    this.#running = this.#once()
    try {
      await this.#running
    } catch (thrown) {
      // A node that isn't reached, or has too much to do: what is shown would stay old.
      if (thrown instanceof Refused) this.#later()
      throw thrown
    } finally {
      this.#running = null
    }
  }

  #later(): void {
    setTimeout(() => {
      this.soon()
    }, AGAIN_AFTER_MS)
  }

  async post(post: Post): Promise<void> {
    await this.#node.post(post.path, JSON.stringify({ bytes: post.bytes }))
  }

  async #once(): Promise<void> {
    const device = this.#device()
    await this.#pull(device)
    const grants = JSON.parse(device.housekeeping(this.#now())) as Post[]
    for (const grant of grants) await this.#post_unless_done(grant)
    if (grants.length > 0) await this.#pull(device)
    await this.#pull_internal(device)
    device.logs_changed(this.#now())
    await keep({ seen: device.heads() })
    this.#done()
  }

  /** Another of the side wrote something meanwhile. */
  #look_inside(): void {
    if (this.#running !== null) return
    this.#running = (async () => {
      if (await this.#pull_internal(this.#device())) this.#done()
    })()
      // Nobody is signed in yet, or the node isn't reached: the next round asks again.
      .catch(() => undefined)
      .finally(() => {
        this.#running = null
      })
  }

  /** Whether anything new was there. */
  async #pull_internal(device: Device): Promise<boolean> {
    for (let found = false; device.reads_internal(this.#now()); found = true) {
      const { internal } = positions(device)
      if (!device.take_internal(await this.#node.get(`/api/v1/internal?after=${String(internal)}`))) return found
    }
    return false
  }

  async #pull(device: Device): Promise<void> {
    for (;;) {
      const { own, other } = positions(device)
      if (!device.take_logs(await this.#node.get(`/api/v1/logs?own=${String(own)}&other=${String(other)}`))) return
    }
  }

  /** Another device of this side may have been first; its grant comes with the next pull. */
  async #post_unless_done(post: Post): Promise<void> {
    try {
      await this.post(post)
    } catch (thrown) {
      if (!(thrown instanceof Refused) || thrown.code !== 'conflict') throw thrown
    }
  }
}

function positions(device: Device): Positions {
  return JSON.parse(device.positions()) as Positions
}
