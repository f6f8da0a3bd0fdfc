/** From what clocks show to a moment: the way in which hours are skipped and come twice. */
import { civil_date, civil_in, offset_in } from './format'

const DAY_MS = 86_400_000

export type Resolved =
  | { is: 'one'; at: number }
  /** Clocks there skip it; the same reading by the clocks before and after the change. */
  | { is: 'gap'; before: string; after: string }
  /** Clocks there show it twice. */
  | { is: 'overlap'; earlier: number; later: number }

function offset_ms(at: number, zone: string): number {
  const offset = offset_in(at, zone)
  const [hours = '0', minutes = '0'] = offset.slice(1).split(':')
  const size = Number(hours) * 3_600_000 + Number(minutes) * 60_000
  return offset.startsWith('-') ? -size : size
}

/** `2021-12-30T23:30` in a zone. */
export function resolve_civil(civil: string, zone: string): Resolved {
  const wall = civil_date(civil).getTime()
  // No zone changes twice within two days: the offsets around it are all that can be meant.
  const offsets = [offset_ms(wall - DAY_MS, zone), offset_ms(wall + DAY_MS, zone)]
  const read = [...new Set(offsets)].map((offset) => wall - offset)
  const found = read.filter((at) => civil_in(at, zone) === civil.slice(0, 16)).sort((one, other) => one - other)
  const [first, second] = found
  if (first === undefined) {
    const shown = read.map((at) => civil_in(at, zone)).sort()
    return { is: 'gap', before: shown[0] ?? civil, after: shown.at(-1) ?? civil }
  }
  return second === undefined ? { is: 'one', at: first } : { is: 'overlap', earlier: first, later: second }
}

/** Which moment is meant where clocks that go back show a time twice. */
export type Twice = 'first' | 'later'

/** The moment of a whole civil time; null where there is none, clocks skip it, or the text is no time. */
export function unix_of_civil(civil: string, zone: string, twice: Twice = 'first'): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(civil) || Number.isNaN(civil_date(civil).getTime())) return null
  const resolved = resolve_civil(civil, zone)
  switch (resolved.is) {
    case 'one':
      return resolved.at
    case 'overlap':
      return twice === 'first' ? resolved.earlier : resolved.later
    case 'gap':
      return null
  }
}
