/** Devices in the order in which somebody looks for them, and which need attention. */
import type { PersonLine } from '../../core/generated/views'
import { roles_of } from '../../core/use_people'
import type { Tone } from '../../ui/Sign'

/** An accreditation that ends sooner is told. */
export const ENDS_SOON_MS = 30 * 86_400_000

const STATES = ['ends-soon', 'founding', 'stands', 'expired', 'revoked'] as const
/** In the order in which they are listed. */
export type DeviceState = (typeof STATES)[number]

export function state_of(device: PersonLine, now_unix_ms: number): DeviceState {
  const soon = device.state === 'stands' && device.until_unix_ms !== null && device.until_unix_ms - now_unix_ms <= ENDS_SOON_MS
  if (soon) return 'ends-soon'
  return STATES.find((state) => state === device.state) ?? 'expired'
}

export const DEVICE_TONES: Readonly<Record<DeviceState, Tone>> = { founding: 'good', stands: 'good', 'ends-soon': 'warn', expired: 'plain', revoked: 'bad' }

export function in_order(people: readonly PersonLine[], now_unix_ms: number): PersonLine[] {
  const place = (device: PersonLine) => STATES.indexOf(state_of(device, now_unix_ms))
  return people.toSorted((one, other) => place(one) - place(other))
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
