/** The call that a page which is loaded anew goes on with: of this tab, for a minute. */

/** A page that comes back within this time goes on by itself. */
const RELOADED_WITHIN_MS = 60_000
const KEPT = 'detente-call'

export interface KeptCall {
  contact: string
  /** Whoever was muted comes back muted. */
  muted: boolean
  push_to_talk: boolean
}

/** Said again every second: the time runs from when the page went. */
export function keep_call({ contact, muted, push_to_talk }: KeptCall): void {
  sessionStorage.setItem(KEPT, JSON.stringify({ contact, muted, push_to_talk, at_unix_ms: Date.now() }))
}

export function forget_kept_call(): void {
  sessionStorage.removeItem(KEPT)
}

export function take_kept_call(): KeptCall | null {
  const kept = sessionStorage.getItem(KEPT)
  sessionStorage.removeItem(KEPT)
  if (kept === null) return null
  const { at_unix_ms, ...call } = JSON.parse(kept) as KeptCall & { at_unix_ms: number }
  return Date.now() - at_unix_ms < RELOADED_WITHIN_MS ? call : null
}
