import type { Role } from '../../core/core'
import { FakeCore } from '../../core/fake_core'
import type { LineDetailView, RequestView } from '../../core/shapes/administration'
import { LINE_UP, MINUTE, NOW, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { LINE_WORDS } from '../duty/examples'
import { PEOPLE } from './examples'

const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const OWN = { side: 'North', words: LINE_WORDS.own.words }

export const REQUEST: RequestView = {
  name: 'second-interpreter',
  device: 'f00d9d0f5a2e61c4b811',
  person: '4b4d0c9d0f5a2e61c4b8113fa1c05e7b',
  known_person: false,
  roles: ['interpreter'],
  words: LINE_WORDS.other?.words ?? [],
  until_unix_ms: null,
}

const LINE: LineDetailView = {
  other: 'south',
  name: 'South',
  up: true,
  own_entries: 214,
  other_entries: 187,
  receipted: 214,
  skew_ms: 12,
  misbehaviour: 0,
  reason_code: null,
  own_words: OWN,
  other_words: LINE_WORDS.other,
}

export function administration_core(roles: Role[], person = 'p2'): FakeCore {
  return new FakeCore(
    signed_in(roles, { person, device: PEOPLE.find((one) => one.person === person)?.device ?? 'd1' }),
    {
      line: () => LINE_UP,
      alarms: () => ({ alarms: [] }),
      people: () => ({ people: PEOPLE }),
      'read-request': () => REQUEST,
      'read-half-signed': () => ({ ...REQUEST, until_unix_ms: NOW + 365 * DAY }),
      'line-detail': () => LINE,
      sessions: () => ({
        sessions: [
          { id: 's1', device: 'x', person, roles, opened_unix_ms: NOW - 20 * MINUTE, expires_unix_ms: NOW + 11 * HOUR, own: true },
          { id: 's2', device: 'y', person: 'p1', roles: ['duty-officer'], opened_unix_ms: NOW - 3 * HOUR, expires_unix_ms: NOW + 9 * HOUR, own: false },
          { id: 's3', device: 'z', person: 'p8', roles: ['sherpa'], opened_unix_ms: NOW - 5 * HOUR, expires_unix_ms: NOW + 7 * HOUR, own: false },
        ],
      }),
      passkeys: () => ({
        devices: [
          {
            device: 'f00d9d0f5a2e61c4b8113fa1c05e7b00',
            person: 'p1',
            passkeys: [{ id: 'k1', origin: 'https://desk.north.example', registered_unix_ms: NOW - 40 * DAY, used_unix_ms: NOW - 3 * HOUR, may_be_copied: true }],
            open_until_unix_ms: null,
            events: [{ at_unix_ms: NOW - 40 * DAY, event: 'registered', by: 'f00d9d0f5a2e61c4b8113fa1c05e7b00' }],
          },
          {
            device: 'c0ffee0f5a2e61c4b8113fa1c05e7b00',
            person: 'p8',
            passkeys: [],
            open_until_unix_ms: NOW + 42 * MINUTE,
            events: [
              { at_unix_ms: NOW - 18 * MINUTE, event: 'reset', by: 'ad0b9d0f5a2e61c4b8113fa1c05e7b00' },
              { at_unix_ms: NOW - 90 * DAY, event: 'registered', by: 'c0ffee0f5a2e61c4b8113fa1c05e7b00' },
            ],
          },
        ],
      }),
      log: ({ before }) => ({
        earlier: before === null ? 209 : null,
        entries: [
          { seq: 214, at_unix_ms: NOW - 4 * MINUTE, kind: 'send', noun: 'service-message', subject: 'b1c2d3e4f5061728', person: 'p1', device: 'd1', without_effect: null },
          { seq: 213, at_unix_ms: NOW - 50 * MINUTE, kind: 'confirm-stage', noun: 'contact', subject: '3fa1c05e7b7b4d0c', person: 'p1', device: 'd1', without_effect: null },
          { seq: 212, at_unix_ms: NOW - 3 * HOUR, kind: 'accept', noun: 'contact', subject: '3fa1c05e7b7b4d0c', person: 'p8', device: 'd8', without_effect: 'role' },
          { seq: 211, at_unix_ms: NOW - 26 * HOUR, kind: 'accredit', noun: null, subject: null, person: 'p2', device: 'd2', without_effect: null },
          { seq: 210, at_unix_ms: NOW - 50 * HOUR, kind: 'revoke', noun: null, subject: null, person: 'p3', device: 'd3', without_effect: null },
        ],
      }),
      mail: () => ({ on: true, facts: false, domains: ['north.example'], address: 'duty@north.example', waiting: 0, dead: 0 }),
      'calendar-link': () => ({ zone: 'Europe/Moscow', made_unix_ms: NOW - 40 * DAY }),
    },
    {
      'sign-request': () => ({ record: null, subject: REQUEST.device, told: '-----BEGIN DETENTE HALF-SIGNED ACCREDITATION-----\nname: second-interpreter\n\nhKNzaWRlxBBub3J0aA…\n-----END DETENTE HALF-SIGNED ACCREDITATION-----' }),
      'make-calendar-link': () => ({ record: null, subject: null, told: 'https://desk.north.example/calendar/5a2e61c4b8113fa1c05e7b7b4d0c9d0f.ics' }),
    },
  )
}

function scene(name: string, path: string, roles: Role[] = ['administrator'], person = 'p2'): Scene {
  return { name, path, core: () => administration_core(roles, person) }
}

export const scenes: Scene[] = [
  scene('admin-people', '/administration'),
  scene('admin-people-security', '/administration', ['security-officer'], 'p3'),
  { ...scene('admin-revoke', '/administration', ['security-officer'], 'p3'), press: 'people-revoke-of', press_with: { device: 'p8d00000' } },
  scene('admin-accredit', '/administration/accredit'),
  scene('admin-countersign', '/administration/countersign', ['security-officer'], 'p3'),
  scene('admin-line', '/administration/line'),
  scene('admin-sessions', '/administration/sessions', ['security-officer'], 'p3'),
  scene('admin-passkeys', '/administration/passkeys'),
  scene('admin-log', '/administration/log', ['security-officer'], 'p3'),
  scene('admin-checks', '/administration/checks'),
  scene('own-settings', '/own-settings', ['duty-officer'], 'p1'),
]
