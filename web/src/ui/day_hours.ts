/** What each side's clocks show along a stretch of time: the arithmetic of the day bar. */
import { civil_in } from '../i18n/format'

const STEP_MS = 15 * 60_000

export interface Rest {
  /** Civil hours: from 22 to 7 is over midnight. */
  from_hour: number
  to_hour: number
}

/** A part of the bar of one kind; where it is, as shares of the whole. */
export interface Stretch {
  kind: 'rest' | 'day'
  from: number
  to: number
}

export interface Mark {
  at: number
  /** `00:00`; the day where one begins. */
  civil: string
  begins_day: boolean
}

export interface SideDay {
  stretches: Stretch[]
  marks: Mark[]
}

export function is_rest(hour: number, { from_hour, to_hour }: Rest): boolean {
  if (from_hour === to_hour) return false
  return from_hour < to_hour ? hour >= from_hour && hour < to_hour : hour >= from_hour || hour < to_hour
}

/** Walked in quarters of an hour, the finest that any zone is off by: clock changes come out by themselves. */
export function side_day(from_ms: number, to_ms: number, zone: string, rest: Rest | null, every_hours = 6): SideDay {
  const stretches: Stretch[] = []
  const marks: Mark[] = []
  const whole = to_ms - from_ms
  for (let at = from_ms; at < to_ms; at += STEP_MS) {
    const civil = civil_in(at, zone)
    const hour = Number(civil.slice(11, 13))
    const kind = rest !== null && is_rest(hour, rest) ? 'rest' : 'day'
    const from = (at - from_ms) / whole
    const to = Math.min(1, (at + STEP_MS - from_ms) / whole)
    const last = stretches.at(-1)
    if (last?.kind === kind) last.to = to
    else stretches.push({ kind, from, to })
    if (civil.endsWith(':00') && hour % every_hours === 0) marks.push({ at: from, civil, begins_day: hour === 0 })
  }
  return { stretches, marks }
}
