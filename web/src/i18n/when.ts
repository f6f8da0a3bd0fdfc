/** A moment in words for both sides, to be read back and read out. */
import { useCallback } from 'react'

import type { SideName } from '../core/core'
import type { LocalView } from '../core/shapes/time'
import { civil_in, offset_in, useFormat } from './format'
import { useLanguage } from './text'

/** What clocks of these sides show at a moment; a side whose zone isn't known here is left out. */
export function local_at(unix_ms: number, sides: readonly SideName[]): LocalView[] {
  return sides.filter(({ zone }) => zone !== '').map(({ name, zone }) => ({ side: name, zone, civil: civil_in(unix_ms, zone), offset: offset_in(unix_ms, zone) }))
}

/** The own side first. */
export function own_first(local: readonly LocalView[], own: string): LocalView[] {
  return local.toSorted((one, other) => Number(other.side === own) - Number(one.side === own))
}

/** `America/New_York` → `New York`. */
export function city_of(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

/** The time of a zone in words: `Moscow time`. */
export function useZoneWords(): (zone: string) => string {
  const { text, has } = useLanguage()
  return useCallback(
    (zone) => {
      const id = `zone-${zone.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`
      return has(id) ? text(id) : text('zone-by-city', { city: city_of(zone) })
    },
    [text, has],
  )
}

/** `Thursday 30 December 2021, 23:30 in North (Moscow time), 15:30 in South (New York time)`. */
export function useWhenWords(): (local: readonly LocalView[]) => string {
  const { text } = useLanguage()
  const format = useFormat()
  const zone_words = useZoneWords()
  return useCallback(
    (local) =>
      local
        .map(({ side, zone, civil }, at) => {
          const words = { time: format.time(civil), side, zone: zone_words(zone) }
          const before = local[at - 1]
          const same_day = before?.civil.slice(0, 10) === civil.slice(0, 10)
          return same_day ? text('when-side', words) : text('when-side-day', { ...words, day: format.day(civil) })
        })
        .join(text('when-between')),
    [text, format, zone_words],
  )
}
