/** Whose picture is on which line, and which lines show none any more. */

/** A camera that is off sends nothing; a picture that stands still is no picture. */
const STILL_MS = 1_500
const LOOK_EVERY_MS = 500

interface Shown {
  leaf: number
  seen_ms: number
}

export class Pictures {
  readonly #device_at: (leaf: number) => string | null
  readonly #tell: (slot: number, device: string | null) => void
  readonly #shown = new Map<number, Shown>()
  #timer: ReturnType<typeof setInterval> | null = null

  constructor(device_at: (leaf: number) => string | null, tell: (slot: number, device: string | null) => void) {
    this.#device_at = device_at
    this.#tell = tell
  }

  /** One was opened. */
  seen(slot: number, leaf: number): void {
    const shown = this.#shown.get(slot)
    if (shown?.leaf === leaf) {
      shown.seen_ms = performance.now()
      return
    }
    const device = this.#device_at(leaf)
    if (device === null) return
    this.#shown.set(slot, { leaf, seen_ms: performance.now() })
    this.#timer ??= setInterval(() => {
      this.#look()
    }, LOOK_EVERY_MS)
    this.#tell(slot, device)
  }

  /** Whose leaf it is, is asked anew with the next picture. */
  places_changed(): void {
    for (const shown of this.#shown.values()) shown.leaf = -1
  }

  clear(): void {
    this.#shown.clear()
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
  }

  #look(): void {
    for (const [slot, { seen_ms }] of this.#shown) {
      if (performance.now() - seen_ms < STILL_MS) continue
      this.#shown.delete(slot)
      this.#tell(slot, null)
    }
    if (this.#shown.size === 0) this.clear()
  }
}
