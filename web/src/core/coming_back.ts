/** Another way to the own node is offered after these waits, one attempt at a time. */
const AFTER_MS = [0, 1_000, 2_000, 4_000] as const

export class ComingBack {
  readonly #again: () => Promise<void>
  #timer: ReturnType<typeof setTimeout> | null = null
  #attempt = 0

  constructor(again: () => Promise<void>) {
    this.#again = again
  }

  soon(): void {
    if (this.#timer !== null) return
    const wait = AFTER_MS[Math.min(this.#attempt, AFTER_MS.length - 1)] ?? 0
    this.#attempt += 1
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#again()
    }, wait)
  }

  /** The way stands. */
  arrived(): void {
    this.#attempt = 0
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
