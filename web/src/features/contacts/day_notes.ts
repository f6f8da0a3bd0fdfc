/** Holidays and clock changes of a stretch of time, and what a contact falls on. */
import type { CalendarView } from '../../core/shapes/calendar'
import { civil_in } from '../../i18n/format'
import { type Rest, is_rest } from '../../ui/day_hours'

/** `22:00-07:00`, as whole hours that hold all of it. */
export function rest_of(calendar: CalendarView | undefined): Rest | null {
  const found = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(calendar?.rest_hours ?? '')
  if (found === null) return null
  const [from, to, to_minutes] = [Number(found[1]), Number(found[3]), Number(found[4])]
  return { from_hour: from, to_hour: to_minutes > 0 ? (to + 1) % 24 : to }
}

export function holidays_within(calendar: CalendarView | undefined, from_ms: number, to_ms: number, zone: string) {
  const [first, last] = [civil_in(from_ms, zone).slice(0, 10), civil_in(to_ms - 1, zone).slice(0, 10)]
  return (calendar?.holidays ?? []).filter(({ date }) => date >= first && date <= last)
}

export interface FallsOn {
  rest: boolean
  holidays: string[]
}

export function falls_on(calendar: CalendarView | undefined, start_ms: number, duration_min: number, zone: string): FallsOn {
  const end = start_ms + Math.max(1, duration_min) * 60_000
  const rest = rest_of(calendar)
  const hours: number[] = []
  for (let at = start_ms; at < end; at += 15 * 60_000) hours.push(Number(civil_in(at, zone).slice(11, 13)))
  return {
    rest: rest !== null && hours.some((hour) => is_rest(hour, rest)),
    holidays: holidays_within(calendar, start_ms, end, zone).map(({ name }) => name),
  }
}

