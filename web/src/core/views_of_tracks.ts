import type { TrackList, TrackView } from './shapes/track'

/** What can be asked about tracks. */
export interface TrackViews {
  track: { args: { track: string }; answer: TrackView }
  tracks: { args: Record<string, never>; answer: TrackList }
}
