/** Moments as the core gives them, milliseconds, shown by both sides' clocks. */
import { useCallback } from 'react'

import { useReady } from '../core/hooks'
import type { LocalView } from '../core/shapes/time'
import { civil_in, offset_in, useFormat } from '../i18n/format'
import { local_at } from '../i18n/when'
import { BothTimes, OwnTime } from './Time'
import { useNow } from './now'

/** The own side's clocks first. */
export function useLocals(): (unix_ms: number) => LocalView[] {
  const { side, other_side } = useReady()
  return useCallback((unix_ms: number) => local_at(unix_ms, other_side === null ? [side] : [side, other_side]), [side, other_side])
}

/** In a list: own time in short; the date where it isn't today's. */
export function Moment({ unix_ms }: { unix_ms: number }) {
  const { side } = useReady()
  const format = useFormat()
  const locals = useLocals()
  const civil = civil_in(unix_ms, side.zone)
  if (civil.slice(0, 10) !== civil_in(useNow(), side.zone).slice(0, 10)) return <OwnTime local={locals(unix_ms)} />
  return <time dateTime={`${civil}${offset_in(unix_ms, side.zone)}`}>{format.time(civil)}</time>
}

export function BothMoments({ unix_ms, great = false }: { unix_ms: number; great?: boolean }) {
  return <BothTimes local={useLocals()(unix_ms)} great={great} />
}
