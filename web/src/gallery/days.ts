/** What the core answers to `days`, for scenes and tests, as this machine's own table of zones has it. */
import type { DayPiece, DaysView, SideDays } from '../core/generated/views'
import { unix_of_civil } from '../i18n/civil'
import { civil_in } from '../i18n/format'

const HOUR_MS = 3_600_000

export interface DaysAsked {
  date: string
  sides: readonly { side: string; zone: string }[]
}

export function days_view({ date, sides }: DaysAsked): DaysView {
  const zone = sides[0]?.zone ?? 'UTC'
  const next = new Date(Date.parse(`${date}T00:00Z`) + 24 * HOUR_MS).toISOString().slice(0, 10)
  const [from, until] = [unix_of_civil(`${date}T00:00`, zone) ?? 0, unix_of_civil(`${next}T00:00`, zone) ?? 0]
  return { date, from_unix_ms: from, until_unix_ms: until, length_min: (until - from) / 60_000, sides: sides.map((one) => side_days(one, from, until)) }
}

function side_days({ side, zone }: DaysAsked['sides'][number], from: number, until: number): SideDays {
  const shown: SideDays = { side, zone, days: [], hours: [], rest: [], clock_changes: [] }
  for (let at = from; at < until; at += HOUR_MS) {
    const civil = civil_in(at, zone)
    const at_min = (at - from) / 60_000
    const hour = Number(civil.slice(11, 13))
    const before = shown.hours.at(-1)
    if (before !== undefined && (before.hour + 1) % 24 !== hour) {
      const would = `${civil.slice(0, 11)}${String((before.hour + 1) % 24).padStart(2, '0')}:00`
      shown.clock_changes.push({ at_min, forward_min: (hour - before.hour - 1) * 60, before: would, after: civil })
    }
    shown.hours.push({ at_min, hour })
    add_day(shown.days, civil.slice(0, 10), at_min)
  }
  return shown
}

function add_day(days: DayPiece[], date: string, at_min: number): void {
  const last = days.at(-1)
  if (last?.date === date) last.until_min = at_min + 60
  else days.push({ date, weekday: new Date(`${date}T00:00Z`).getUTCDay() || 7, from_min: at_min, until_min: at_min + 60, holidays: [] })
}
