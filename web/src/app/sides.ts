import type { Ready, SideName } from '../core/core'
import type { LineView } from '../core/shapes/line'

/**
 * The sides whose time can be told, the own first. Zones are terms of contacts: before the first, the own side
 * has this browser's, and the other's isn't guessed.
 */
export function sides_with_zones(ready: Ready, line: LineView | null): SideName[] {
  const known = (side: SideName) => (side.zone === '' ? (line?.zones.find((one) => one.side === side.name)?.zone ?? '') : side.zone)
  const own = { ...ready.side, zone: known(ready.side) || Intl.DateTimeFormat().resolvedOptions().timeZone }
  if (ready.other_side === null) return [own]
  const zone = known(ready.other_side)
  return zone === '' ? [own] : [own, { ...ready.other_side, zone }]
}
