import type { CoreError } from './core'

/** A refusal on its way to a person: thrown where it is found, shown where it ends. */
export class Fault extends Error implements CoreError {
  readonly code: string
  override readonly cause: string
  readonly next: string

  constructor(code: string, cause: string, next: string) {
    super(cause)
    this.code = code
    this.cause = cause
    this.next = next
  }
}
