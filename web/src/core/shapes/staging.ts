/** What a duty officer looks at before, while and after principals are called. */

export interface StagingBoardView {
  /** Contacts of the next hours, and whatever is staged or on the line: the nearest first. */
  contacts: StagingView[]
}

/** One contact: `Staging` of the command line, with both sides and the line test beside it. */
export interface StagingView {
  contact: string
  phase: string
  start_unix_ms: number | null
  starts_in_min: number | null
  medium: string | null
  public_part: string | null
  line_up: boolean
  line_reason: string | null
  skew_ms: number | null
  /** Sides whose duty officer confirmed. */
  confirmed: string[]
  /** Nothing keeps it from being confirmed. */
  ready: boolean
  /** What isn't there yet, as the core words it: shown where the page has no words of its own. */
  missing: string[]
  started_unix_ms: number | null
  line_test: LineTestView
  /** The own side first. */
  sides: StagingSideView[]
  /** One duty officer asks the other for a call at once. */
  call_now: CallNowView | null
}

export interface StagingSideView {
  side: string
  ours: boolean
  confirmed_unix_ms: number | null
  /** A device of the principal waits to be rung; absent where that side doesn't tell. */
  device_ready: boolean | null
  ringing: RingingView
}

export const RINGING = [
  'not-called',
  'sent',
  'delivered',
  'ringing',
  'answered',
  'declined',
  'unanswered',
  'not-staffed',
  'line-fault',
] as const
export type Ringing = (typeof RINGING)[number]

export interface RingingView {
  state: Ringing
  since_unix_ms: number | null
  /** Who answered or declined. */
  person: string | null
}

export interface LineTestView {
  state: 'none' | 'running' | 'passed' | 'failed'
  at_unix_ms: number | null
  round_trip_ms: number | null
  /** Why it failed. */
  reason: string | null
}

export interface CallNowView {
  /** We asked. */
  ours: boolean
  until_unix_ms: number
}

/** Words of both sides' credentials: twelve each. */
export interface LineWordsView {
  own: SideWordsView
  other: SideWordsView | null
}

export interface SideWordsView {
  side: string
  words: string[]
}
