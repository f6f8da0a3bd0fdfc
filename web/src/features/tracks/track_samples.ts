/** An invented track for scenes and tests: the call at the year's end, and the talks after the holidays. */
import type { TrackList, TrackView } from '../../core/shapes/track'
import { CALL_AT, local_of } from '../../gallery/people'
import { CONTACT, EARLIER, HEARD_MATTER } from '../contacts/contact_samples'

export const TRACK_ID = '9a8b7c6d5e4f30211203f4e5d6c7b8a9'
export const CALL = CONTACT
export const ROUND = '81c0aa11b2c3d4e5f60718293a4b5c6d'
const ROUND_AT = Date.UTC(2022, 0, 10, 9)
const EARLIER_AT = Date.UTC(2021, 11, 7, 15)
const iso = (unix_ms: number) => new Date(unix_ms).toISOString().replace('.000Z', 'Z')

export const TRACK: TrackView = {
  track: TRACK_ID,
  title: 'Security guarantees',
  opened_by: 'North',
  joined: true,
  closed_by: [],
  closed: false,
  aims: [
    { side: 'North', text: 'Written guarantees, in a treaty that binds both.', record: 'a1' },
    { side: 'South', text: null, record: 'a2' },
  ],
  zones: [
    { side: 'North', zone: 'Europe/Moscow' },
    { side: 'South', zone: 'America/New_York' },
  ],
  timeline: [
    {
      subject: EARLIER,
      noun: 'contact',
      starts: iso(EARLIER_AT),
      ends: iso(EARLIER_AT + 7_200_000),
      local: local_of(EARLIER_AT),
      is_past: true,
      fixed: false,
      what: 'videoconference',
      phase: 'held-outside',
    },
    {
      subject: CALL,
      noun: 'contact',
      starts: iso(CALL_AT),
      ends: iso(CALL_AT + 3_600_000),
      local: local_of(CALL_AT),
      is_past: false,
      fixed: false,
      what: 'phone-call',
      phase: 'agreed',
    },
    {
      subject: ROUND,
      noun: 'round',
      starts: iso(ROUND_AT),
      ends: iso(ROUND_AT + 28_800_000),
      local: local_of(ROUND_AT),
      is_past: false,
      fixed: true,
      what: 'Geneva: Talks on security guarantees',
      phase: 'agreed',
    },
    {
      subject: HEARD_MATTER.about,
      noun: 'report',
      starts: '2022-01-20T09:00:00Z',
      ends: null,
      local: local_of(Date.UTC(2022, 0, 20, 9)),
      is_past: false,
      fixed: false,
      what: '',
      phase: 'reported',
      report: HEARD_MATTER.record,
    },
  ],
  links: [
    { link: 'l0', by: 'North', kind: 'holds', first: CALL, second: null, reviewed: false },
    { link: 'l1', by: 'North', kind: 'must-precede', first: CALL, second: ROUND, reviewed: false },
    { link: 'l2', by: 'North', kind: 'may-affect', first: CALL, second: ROUND, reviewed: false },
  ],
  conflicts: [],
  open: [],
  reported: [HEARD_MATTER],
  now: '2021-12-30 19:48 UTC',
}

export const TRACK_LIST: TrackList = {
  tracks: [
    { track: TRACK_ID, title: 'Security guarantees', joined: true, closed: false, subjects: 3, open: 2 },
    { track: 'aa8b7c6d5e4f30211203f4e5d6c7b8a9', title: 'Consulates', joined: false, closed: false, subjects: 1, open: 1 },
    { track: 'ba8b7c6d5e4f30211203f4e5d6c7b8a9', title: null, joined: true, closed: true, subjects: 4, open: 0 },
  ],
}
