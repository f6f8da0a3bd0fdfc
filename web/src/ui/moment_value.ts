/** The text of a day and a time of day, and the moment that they are. */
import { resolve_civil } from '../i18n/civil'

/** `2021-12-30T23:30`, or a half of it: `2021-12-30T`, `T23:30`. */
export function parts_of(value: string): { day: string | null; hour: string | null } {
  const [day = '', hour = ''] = value.split('T')
  return { day: day === '' ? null : day, hour: hour === '' ? null : hour }
}

/** Which moment is meant where clocks that go back show a time twice. */
export type Twice = 'first' | 'later'

/** The moment at which clocks of the zone show it. Absent where one half lacks, or clocks skip it. */
export function moment_of(value: string, zone: string, twice: Twice = 'first'): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(value)) return null
  if (Number.isNaN(new Date(`${value}Z`).getTime())) return null
  const resolved = resolve_civil(value, zone)
  switch (resolved.is) {
    case 'one':
      return resolved.at
    case 'overlap':
      return twice === 'first' ? resolved.earlier : resolved.later
    case 'gap':
      return null
  }
}
