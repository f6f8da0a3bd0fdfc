/** A node that isn't reached, and officers who haven't signed, are asked again. */
const AGAIN_AFTER_MS = 5_000

/** Tries what a person waits for once more. */
export function again(what: () => Promise<void>): void {
  setTimeout(() => void what().catch(() => undefined), AGAIN_AFTER_MS)
}
