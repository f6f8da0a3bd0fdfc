/** The call that a page goes on with by itself: after it was loaded anew, or once it took over from another tab. */

/** A page that comes back within this time goes on by itself. */
const BACK_WITHIN_MS = 60_000
/** Of this tab, for when it is loaded anew. */
const KEPT = 'detente-call'
/** Of this browser, for the tab that takes over: read by none before somebody presses there. */
const HANDED = 'detente-call-handed'

export interface KeptCall {
  contact: string
  /** Whoever was muted comes back muted. */
  muted: boolean
  push_to_talk: boolean
}

/** Said again every second: the time runs from when the page went. */
export function keep_call({ contact, muted, push_to_talk }: KeptCall): void {
  const kept = JSON.stringify({ contact, muted, push_to_talk, at_unix_ms: Date.now() })
  sessionStorage.setItem(KEPT, kept)
  localStorage.setItem(HANDED, kept)
}

/** `handed`: another tab goes on with it. */
export function forget_kept_call(handed = false): void {
  sessionStorage.removeItem(KEPT)
  if (!handed) localStorage.removeItem(HANDED)
}

/** For a page that was loaded anew. */
export function take_kept_call(): KeptCall | null {
  const kept = fresh(sessionStorage.getItem(KEPT))
  sessionStorage.removeItem(KEPT)
  return kept
}

/** For a tab whose person took over from another one. */
export function take_handed_call(): KeptCall | null {
  const handed = fresh(localStorage.getItem(HANDED))
  localStorage.removeItem(HANDED)
  return handed
}

/** Whether another tab of this browser is in a call. */
export function is_held_elsewhere(): boolean {
  return fresh(localStorage.getItem(HANDED)) !== null
}

function fresh(kept: string | null): KeptCall | null {
  if (kept === null) return null
  const { at_unix_ms, ...call } = JSON.parse(kept) as KeptCall & { at_unix_ms: number }
  return Date.now() - at_unix_ms < BACK_WITHIN_MS ? call : null
}
