import type { RoundLocal, RoundTermsView } from '../../core/generated/views'
import { useFormat } from '../../i18n/format'
import { useText } from '../../i18n/text'
import { useZoneWords } from '../../i18n/when'

/** From when to when, at the place first, then in the capitals. */
export function useRoundDates(): (terms: RoundTermsView) => string[] {
  const in_words = useDatesInWords()
  return ({ local }) => in_words(local)
}

export function useDatesInWords(): (local: readonly RoundLocal[]) => string[] {
  const text = useText()
  const format = useFormat()
  const zone_words = useZoneWords()
  return (local) =>
    local.map(({ at, zone, start, end }) => {
      const same_day = start.slice(0, 10) === end.slice(0, 10)
      const words = text(same_day ? 'round-on-a-day' : 'round-over-days', {
        day: format.day(start),
        from: format.time(start),
        to: format.time(end),
        last_day: format.day(end),
        zone: zone_words(zone),
      })
      return text('round-dates-at', { place: at, dates: words })
    })
}
