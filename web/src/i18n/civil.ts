/** From what a clock shows to the moment. */
import { civil_date, civil_in, offset_in } from './format'

/**
 * The moment at which clocks of the zone show `2021-12-30T23:30`. Absent where the text is no such time, or
 * where the clocks leave it out. Where they show it twice, the first.
 */
export function unix_of_civil(civil: string, zone: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(civil)) return null
  const as_utc = civil_date(civil).getTime()
  if (Number.isNaN(as_utc)) return null
  // A change of the clocks is at most a day away: the offset before it and the one after it are tried.
  const offsets = [as_utc - 86_400_000, as_utc + 86_400_000].map((at) => offset_ms(offset_in(at, zone)))
  const moments = offsets.map((offset) => as_utc - offset).filter((at) => civil_in(at, zone) === civil)
  return moments.length === 0 ? null : Math.min(...moments)
}

function offset_ms(offset: string): number {
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':')
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000
  return offset.startsWith('-') ? -size : size
}
