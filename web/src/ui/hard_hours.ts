/** What may make a moment a hard one for a capital: hours of rest, a holiday, clocks that change until then. */
import type { DaysView, SideDays } from '../core/generated/views'
import { civil_in, offset_in } from '../i18n/format'
import { rest_of } from './days_shown'
import { type Held, ends_of } from './use_days'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** A window as long is in everybody's hours of rest: nothing to tell. */
const ONE_NIGHT_MIN = 24 * 60
/** No zone keeps an offset for less, except in years in which it is changed by law. */
const STEP_BACK_MS = 20 * DAY_MS

export type HardHour =
  /** At its beginning; `usual`: the side named none of its own. */
  | { is: 'rest'; side: string; usual: boolean; civil: string }
  /** It begins before, and goes on into them. */
  | { is: 'rest-into'; side: string; usual: boolean; civil: string }
  | { is: 'holiday'; side: string; name: string; date: string }
  /** Between now and the end of it: what clocks would have shown, and what they show. */
  | { is: 'clocks'; side: string; before: string; after: string; during: boolean }

/** In the order of the sides. */
export function hard_hours(days: DaysView, held: Held, now_unix_ms: number): HardHour[] {
  return days.sides.flatMap((side) => [...of_day(days, side, held), ...of_clocks(side, held, now_unix_ms)])
}

function of_day(days: DaysView, side: SideDays, held: Held): HardHour[] {
  const from = (held.start_unix_ms - days.from_unix_ms) / MINUTE_MS
  const until = Math.max(from + 1, (ends_of(held) - days.from_unix_ms) / MINUTE_MS)
  const found: HardHour[] = []
  const { pieces, assumed: usual } = rest_of(side, days.length_min)
  const first = pieces.find((piece) => piece.from_min < until && from < piece.until_min)
  if (first !== undefined && until - from < ONE_NIGHT_MIN) {
    const begins = first.from_min <= from
    const civil = civil_in(begins ? held.start_unix_ms : days.from_unix_ms + first.from_min * MINUTE_MS, side.zone)
    found.push({ is: begins ? 'rest' : 'rest-into', side: side.side, usual, civil })
  }
  const touched = side.days.filter((day) => day.from_min < until && from < day.until_min)
  return [...found, ...touched.flatMap(({ date, holidays }) => holidays.map((name): HardHour => ({ is: 'holiday', side: side.side, name, date })))]
}

/** Only where the clocks then differ from those of now: two changes that undo each other mislead nobody. */
function of_clocks({ side, zone }: SideDays, held: Held, now_unix_ms: number): HardHour[] {
  const ends = ends_of(held)
  const then = offset_in(ends, zone)
  if (ends <= now_unix_ms || offset_in(now_unix_ms, zone) === then) return []
  const at = changed_at(zone, then, now_unix_ms, ends)
  // The minute before, and one on, is what clocks would have shown.
  const before = new Date(Date.parse(`${civil_in(at - MINUTE_MS, zone)}Z`) + MINUTE_MS).toISOString().slice(0, 16)
  return [{ is: 'clocks', side, before, after: civil_in(at, zone), during: at > held.start_unix_ms }]
}

/** The moment since which clocks keep this offset until `end`: to the minute. */
function changed_at(zone: string, offset: string, begin: number, end: number): number {
  let [other, same] = [end, end]
  while (offset_in(other, zone) === offset) {
    same = other
    other = Math.max(begin, other - STEP_BACK_MS)
  }
  while (same - other > MINUTE_MS) {
    const middle = Math.floor((same + other) / 2 / MINUTE_MS) * MINUTE_MS
    if (middle <= other) break
    if (offset_in(middle, zone) === offset) same = middle
    else other = middle
  }
  return Math.floor(same / MINUTE_MS) * MINUTE_MS
}
