/** Something with a present value that tells when it changes; the shape that useSyncExternalStore wants. */
export interface Observable<T> {
  readonly get: () => T
  /** Calls after each change; the answer ends it. */
  readonly subscribe: (listener: () => void) => () => void
}

/** An observable whose owner sets it. */
export class Cell<T> implements Observable<T> {
  #value: T
  readonly #listeners = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  readonly get = (): T => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return
    this.#value = value
    for (const listener of [...this.#listeners]) listener()
  }
}
