import { type Ready, ROLES, type Role } from '../core'
import { Fault } from '../fault'

/** Who this device is, as the core writes it; without roles while no accreditation stands. */
export interface Identity {
  side: string
  side_name: string
  other: string | null
  other_name: string | null
  /** Of each capital, once terms have named them. */
  zone: string | null
  other_zone: string | null
  device: string
  person: string
  roles: string[] | null
}

/** As this device's clocks go, until terms name the capital's. The other's isn't guessed: it is empty. */
export function own_zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** What the page shows of who is signed in. A role that this page doesn't know shows nothing. */
export function ready_of(identity: Identity, roles: readonly string[], demo: boolean, clock_ms: number): Ready {
  return {
    at: 'ready',
    side: { id: identity.side, name: identity.side_name, zone: identity.zone ?? own_zone(), assumed: identity.zone === null },
    other_side: identity.other === null ? null : { id: identity.other, name: identity.other_name ?? '', zone: identity.other_zone ?? '' },
    person: identity.person,
    device: identity.device,
    roles: roles.filter((role): role is Role => (ROLES as readonly string[]).includes(role)),
    demo,
    clock_ms,
  }
}

/** The clocks of node and device may differ by so much; beyond it nothing is signed here. */
const SKEW_MS_MAX = 5 * 60 * 1_000

export function check_clock(skew_ms: number): void {
  if (Math.abs(skew_ms) > SKEW_MS_MAX) throw new Fault('clock', 'this device\'s clock and the node\'s differ by more than five minutes', 'set the clock of this device, then load the page again')
}
