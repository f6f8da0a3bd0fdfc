/** The call that a page goes on with by itself: after it was loaded anew, or once it took over from another tab. */

/** A page that comes back within this time goes on by itself. */
export const BACK_WITHIN_MS = 60_000
/** Of this tab, for when it is loaded anew. */
const KEPT = 'detente-call'
/** Of this browser, for the tab that takes over: read by none before somebody presses there. */
export const HANDED = 'detente-call-handed'

export interface KeptCall {
  contact: string
  /** Whoever was muted comes back muted. */
  muted: boolean
  push_to_talk: boolean
}

/** Said again every second: the time runs from when the page went. */
export function keep_call({ contact, muted, push_to_talk }: KeptCall): void {
  const kept = JSON.stringify({ contact, muted, push_to_talk, at_unix_ms: Date.now() })
  if_let(() => sessionStorage.setItem(KEPT, kept))
  if_let(() => localStorage.setItem(HANDED, kept))
}

/** `handed`: another tab goes on with it. */
export function forget_kept_call(handed = false): void {
  if_let(() => sessionStorage.removeItem(KEPT))
  if (!handed) if_let(() => localStorage.removeItem(HANDED))
}

/** For a page that was loaded anew. */
export function take_kept_call(): KeptCall | null {
  const kept = fresh(() => sessionStorage.getItem(KEPT))
  forget_kept_call(true)
  return kept
}

/** For a tab whose person took over from another one. It stays: until this tab is in the call, a third one is told that one is held. */
export function handed_call(): KeptCall | null {
  return fresh(() => localStorage.getItem(HANDED))
}

/** Whether another tab of this browser is in a call. */
export function is_held_elsewhere(): boolean {
  return handed_call() !== null
}

/** Storage may be refused (private windows, policies, no room): then nothing was kept. */
function if_let(write: () => void): void {
  try {
    write()
  } catch {
    // The call goes on; only a page that is loaded anew doesn't go on with it.
  }
}

/** Nor was anything kept where what stands there is no call. */
function fresh(read: () => string | null): KeptCall | null {
  try {
    const { at_unix_ms, contact, muted = false, push_to_talk = false } = JSON.parse(read() ?? '{}') as Partial<KeptCall> & { at_unix_ms?: number }
    if (contact === undefined || at_unix_ms === undefined) return null
    return Date.now() - at_unix_ms < BACK_WITHIN_MS ? { contact, muted, push_to_talk } : null
  } catch {
    return null
  }
}
