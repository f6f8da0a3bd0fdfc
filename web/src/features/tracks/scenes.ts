import { FakeCore } from '../../core/fake_core'
import type { TrackView } from '../../core/shapes/track'
import { LINE_UP, signed_in } from '../../gallery/people'
import type { Scene } from '../../gallery/scene'
import { LIST } from '../contacts/contact_samples'
import { MINUTES_AGREED } from '../minutes/minutes_samples'
import { ROUND_LINES } from '../rounds/round_samples'
import { CALL, ROUND, TRACK, TRACK_ID, TRACK_LIST } from './track_samples'

function desk(view: TrackView): FakeCore {
  return new FakeCore(signed_in(['sherpa']), {
    line: () => LINE_UP,
    alarms: () => ({ alarms: [] }),
    contacts: () => LIST,
    rounds: () => ROUND_LINES,
    'minutes-list': () => ({ minutes: [MINUTES_AGREED] }),
    track: () => view,
    tracks: () => TRACK_LIST,
  })
}

const AFTER_THE_CALL: TrackView = {
  ...TRACK,
  timeline: TRACK.timeline.map((one) => (one.subject === CALL ? { ...one, is_past: true, phase: 'ended' } : one)),
}
const TOO_EARLY: TrackView = { ...TRACK, conflicts: [{ kind: 'order', first: { noun: 'contact', subject: CALL }, second: { noun: 'round', subject: ROUND } }] }
const path = `/tracks/${TRACK_ID}`

export const scenes: Scene[] = [
  { name: 'tracks', path: '/tracks', core: () => desk(TRACK) },
  { name: 'tracks-found', path: '/tracks', core: () => desk(TRACK), press: 'track-found' },
  { name: 'track', path, core: () => desk(TRACK) },
  { name: 'track-review', path, core: () => desk(AFTER_THE_CALL) },
  { name: 'track-conflict', path, core: () => desk(TOO_EARLY) },
  { name: 'track-theirs', path, core: () => desk({ ...TRACK, opened_by: 'South', joined: false, aims: [] }) },
  { name: 'track-link', path, core: () => desk(TRACK), press: 'link-make' },
]
