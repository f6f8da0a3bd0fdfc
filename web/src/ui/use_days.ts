import { useView } from '../core/hooks'
import { day_after, joined } from './days_shown'

const MINUTE_MS = 60_000

/** A window that is held against the bar of days. */
export interface Held {
  start_unix_ms: number
  duration_min: number
}

/** Both sides' days beside each other, on this day of the side that stands first; and the next, where the window goes on over midnight. */
export function useDays(date: string, sides: readonly { side: string; zone: string }[], held: Held | null) {
  const asked = sides.map(({ side, zone }) => ({ side, zone }))
  const first = useView('days', { date, sides: asked })
  const crosses = first.data !== null && held !== null && ends_of(held) > first.data.until_unix_ms && held.start_unix_ms < first.data.until_unix_ms
  const next = useView('days', crosses ? { date: day_after(date), sides: asked } : null)
  // Until the next day is there the first one stands: nothing jumps while somebody types a duration.
  const days = first.data === null || next.data === null ? first.data : joined(first.data, next.data)
  return { days, error: first.error ?? next.error }
}

export function ends_of({ start_unix_ms, duration_min }: Held): number {
  return start_unix_ms + duration_min * MINUTE_MS
}
