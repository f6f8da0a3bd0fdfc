/** Invented people and sides for scenes and component tests: North and South, on the evening of 30 December 2021. */
import type { CoreState, Ready, Role, SideName } from '../core/core'
import type { LineView } from '../core/shapes/line'
import type { LocalView } from '../core/shapes/time'

export const NORTH: SideName = { id: 'north', name: 'North', zone: 'Europe/Moscow' }
export const SOUTH: SideName = { id: 'south', name: 'South', zone: 'America/New_York' }

/** 30 December 2021, 20:30 UTC: 23:30 in North, 15:30 in South. */
export const CALL_AT = Date.UTC(2021, 11, 30, 20, 30)
export const NOW = Date.UTC(2021, 11, 30, 19, 48)
export const MINUTE = 60_000

export function signed_in(roles: Role[], more: Partial<Ready> = {}): CoreState {
  return { at: 'ready', side: NORTH, other_side: SOUTH, person: 'p1', device: 'd1', roles, demo: false, clock_ms: 0, ...more }
}

export const LINE_UP: LineView = {
  now_unix_ms: NOW,
  other: 'South',
  node_reached: true,
  up: true,
  since_unix_ms: NOW - 90 * MINUTE,
  reason_down: null,
  waiting: 0,
  skew_ms: 12,
  zones: [
    { side: 'North', zone: NORTH.zone },
    { side: 'South', zone: SOUTH.zone },
  ],
}

/** A moment as both sides' clocks show it; offsets of that winter. */
export function local_of(unix_ms: number): LocalView[] {
  const civil = (hours: number) => new Date(unix_ms + hours * 3_600_000).toISOString().slice(0, 16)
  return [
    { side: NORTH.name, zone: NORTH.zone, civil: civil(3), offset: '+03:00' },
    { side: SOUTH.name, zone: SOUTH.zone, civil: civil(-5), offset: '-05:00' },
  ]
}
