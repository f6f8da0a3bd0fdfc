/** Invented devices of North, for scenes and tests; a browser is told no names of them. */
import type { PersonLine } from '../../core/generated/views'
import { MINUTE, NOW } from '../../gallery/people'

const DAY = 24 * 60 * MINUTE

function line(person: string, roles: string, days: number | null, state: PersonLine['state'] = 'stands', device = person): PersonLine {
  return { name: null, device: `${device}d`.padEnd(64, '0'), person, roles, until_unix_ms: days === null ? null : NOW + days * DAY, state }
}

export const PEOPLE: PersonLine[] = [
  line('p2', 'administrator', null, 'founding'),
  line('p3', 'security-officer', null, 'founding'),
  line('p1', 'duty-officer', 210),
  line('p4', 'duty-officer', 210),
  line('p5', 'duty-officer', 9),
  line('p7', 'principal', 340),
  line('p8', 'sherpa', 120),
  line('p9', 'press-officer', 88),
  line('p10', 'press-officer', 88),
  line('p8', 'sherpa', 20, 'revoked', 'old'),
  line('c0ffee9d0f5a2e61', 'interpreter, note-taker', -4, 'expired'),
]
