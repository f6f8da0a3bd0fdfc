/** Devices in the order in which somebody looks for them, and which need attention. */
import type { PersonLine } from '../../core/shapes/people'
import type { Tone } from '../../ui/Sign'

/** An accreditation that ends sooner is told. */
export const ENDS_SOON_MS = 30 * 86_400_000

export type DeviceState = PersonLine['state'] | 'ends-soon'

export function state_of(device: PersonLine, now_unix_ms: number): DeviceState {
  const soon = device.state === 'stands' && device.until_unix_ms !== null && device.until_unix_ms - now_unix_ms <= ENDS_SOON_MS
  return soon ? 'ends-soon' : device.state
}

export const DEVICE_TONES: Readonly<Record<DeviceState, Tone>> = { founding: 'good', stands: 'good', 'ends-soon': 'warn', expired: 'plain', revoked: 'bad' }

const ORDER: Readonly<Record<DeviceState, number>> = { 'ends-soon': 0, founding: 1, stands: 2, expired: 3, revoked: 4 }

export function in_order(people: readonly PersonLine[], now_unix_ms: number): PersonLine[] {
  return people.toSorted((one, other) => ORDER[state_of(one, now_unix_ms)] - ORDER[state_of(other, now_unix_ms)] || (one.name ?? '~').localeCompare(other.name ?? '~'))
}

/** What is gone already isn't revoked. */
export function can_revoke(device: PersonLine): boolean {
  return device.state === 'stands' || device.state === 'founding'
}

/** Whether this is the last security officer: after it nobody accredits or revokes any more. */
export function is_last_security_officer(device: PersonLine, people: readonly PersonLine[]): boolean {
  const officers = people.filter((one) => can_revoke(one) && roles_of(one).includes('security-officer'))
  return officers.length === 1 && officers[0]?.device === device.device
}

export function roles_of(device: PersonLine): string[] {
  return device.roles.split(',').map((role) => role.trim()).filter((role) => role !== '')
}
