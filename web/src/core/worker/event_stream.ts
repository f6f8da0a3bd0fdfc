/** The event stream to the node: bytes both ways over one WebSocket, opened again when it is lost. */

/** Waits between attempts: quick at first, for a call must not notice. */
const AGAIN_AFTER_MS = [100, 250, 500, 1_000, 2_000] as const
const OPEN_WITHIN_MS = 5_000
/** The node says something every five seconds: who hears nothing for so long isn't connected any more, whatever the socket says. */
export const SILENT_AFTER_MS = 12_000
const LOOK_EVERY_MS = 1_000
/** The node's word that another program with this key opened a stream. */
const REPLACED = 4_001

export interface Listener {
  message(bytes: Uint8Array): void
  /** Open, or open again. */
  open(): void
  lost(): void
  /** Another tab or program took this device's place: nothing is tried again. */
  replaced(): void
}

export class EventStream {
  readonly #listener: Listener
  #socket: WebSocket | null = null
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  #heard_at = 0
  readonly #looking: ReturnType<typeof setInterval>
  #closed = false

  constructor(listener: Listener) {
    this.#listener = listener
    this.#looking = setInterval(() => this.#look(), LOOK_EVERY_MS)
    this.#connect()
  }

  get is_open(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN
  }

  /** Bytes for the node; nothing where the stream is away, since what was meant then is said again by its sender. */
  send(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.is_open) this.#socket?.send(bytes)
  }

  /** Tries at once: the network just came back. */
  hurry(): void {
    if (this.is_open || this.#closed || this.#socket?.readyState === WebSocket.CONNECTING) return
    this.#attempt = 0
    this.#again(0)
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#looking)
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#socket?.close()
  }

  /** A cable that was pulled, or a computer that slept, closes no socket. */
  #look(): void {
    const now = Date.now()
    // A clock that was set back must not make a silence short.
    this.#heard_at = Math.min(this.#heard_at, now)
    if (!this.is_open || now - this.#heard_at < SILENT_AFTER_MS) return
    this.#leave()
    this.#lost()
  }

  /** What of it still comes in is heard no more. */
  #leave(): void {
    const before = this.#socket
    if (before === null) return
    before.onopen = before.onmessage = before.onclose = null
    before.close()
    this.#socket = null
  }

  #lost(): void {
    this.#listener.lost()
    this.#again(AGAIN_AFTER_MS[Math.min(this.#attempt, AGAIN_AFTER_MS.length - 1)] ?? 0)
    this.#attempt += 1
  }

  #connect(): void {
    // One that never opened must not come in after the next.
    this.#leave()
    const { protocol, host } = globalThis.location
    const socket = new WebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api/v1/events`)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    const late = setTimeout(() => socket.close(), OPEN_WITHIN_MS)
    socket.onopen = () => {
      clearTimeout(late)
      this.#attempt = 0
      this.#heard_at = Date.now()
      this.#listener.open()
    }
    socket.onmessage = (event: MessageEvent<unknown>) => {
      this.#heard_at = Date.now()
      if (event.data instanceof ArrayBuffer) this.#listener.message(new Uint8Array(event.data))
    }
    socket.onclose = (event) => {
      clearTimeout(late)
      if (this.#closed || this.#socket !== socket) return
      if (event.code === REPLACED) {
        this.close()
        this.#listener.replaced()
        return
      }
      this.#lost()
    }
  }

  #again(after_ms: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (!this.#closed) this.#connect()
    }, after_ms)
  }
}
