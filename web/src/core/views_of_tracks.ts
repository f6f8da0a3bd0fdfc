import type { RoundList, RoundView } from './shapes/round'
import type { TrackList, TrackView } from './shapes/track'

/** What can be asked about tracks and rounds. */
export interface TrackViews {
  round: { args: { round: string }; answer: RoundView }
  rounds: { args: Record<string, never>; answer: RoundList }
  track: { args: { track: string }; answer: TrackView }
  tracks: { args: Record<string, never>; answer: TrackList }
}
