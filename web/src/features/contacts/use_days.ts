import { useView } from '../../core/hooks'
import type { ContactForming } from './use_contact_form'

/** Both sides' days beside each other, on the day that is typed, with what would be held then. */
export function useDays({ moment, duration, side, other }: ContactForming, day: string) {
  const sides = other.name === '' || other.zone === '' ? [side] : [side, other]
  const { data, error } = useView('days', { date: day, sides: sides.map(({ name, zone }) => ({ side: name, zone })) })
  return { days: data, error, held: moment === null ? null : { start_unix_ms: moment, duration_min: duration ?? 0 } }
}
