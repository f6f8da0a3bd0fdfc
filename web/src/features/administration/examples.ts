/** Invented devices of North, for scenes and tests. */
import type { PersonLine } from '../../core/generated/views'
import { MINUTE, NOW } from '../../gallery/people'

const DAY = 24 * 60 * MINUTE

function line(name: string | null, person: string, roles: string, days: number | null, state: PersonLine['state'] = 'stands', device = person): PersonLine {
  return { name, device: `${device}d`.padEnd(64, '0'), person, roles, until_unix_ms: days === null ? null : NOW + days * DAY, state }
}

export const PEOPLE: PersonLine[] = [
  line('Administrator, room 3', 'p2', 'administrator', null, 'founding'),
  line('Security office', 'p3', 'security-officer', null, 'founding'),
  line('Duty room, first desk', 'p1', 'duty-officer', 210),
  line('Duty room, second desk', 'p4', 'duty-officer', 210),
  line('Night duty', 'p5', 'duty-officer', 9),
  line('Leader’s study', 'p7', 'principal', 340),
  line('Aide’s laptop', 'p8', 'sherpa', 120),
  line('Press service, first desk', 'p9', 'press-officer', 88),
  line('Press service, second desk', 'p10', 'press-officer', 88),
  line('Aide’s old laptop', 'p8', 'sherpa', 20, 'revoked', 'old'),
  line(null, 'c0ffee9d0f5a2e61', 'interpreter, note-taker', -4, 'expired'),
]
