import type { CallMember, FrameReport } from './call_events'
import type { CoreError } from './core'
import type { Observable } from './observable'

/** Where a link is bad, in words that a person can act on. */
export type Quality = 'good' | 'your-uplink' | 'your-downlink' | 'their-side' | 'unknown'

/** Somebody's picture, on its line. */
export interface Picture {
  slot: number
  device: string
  stream: MediaStream
}

export interface InCall {
  at: 'in-call'
  contact: string
  /** Nobody is heard before it opens, and then everybody is. */
  floor: 'closed' | 'open'
  /** By this machine's clock. */
  floor_since_unix_ms: number | null
  members: CallMember[]
  /** To compare with the others by voice; empty while keys change. */
  words: string[]
  muted: boolean
  /** Only while the key is held. */
  push_to_talk: boolean
  /** Of a phone call there is none. */
  camera: 'none' | 'off' | 'opening' | 'on'
  /** Why it could not be turned on; the call goes on with the voice. */
  camera_fault: CoreError | null
  /** While the camera is on. */
  own_picture: MediaStream | null
  /** Of the others: those that can be shown now. */
  pictures: Picture[]
  /** Devices whose voice came last on each line. */
  heard: string[]
  quality: Quality
  /** The line between the two nodes. */
  line_up: boolean
  /** This device and its own node: media or events are away, and come back by themselves. */
  away_since_ms: number | null
  warnings: string[]
}

/** Before anything was heard of the others. */
export const JUST_IN = {
  floor: 'closed',
  floor_since_unix_ms: null,
  members: [],
  words: [],
  heard: [],
  camera: 'none',
  camera_fault: null,
  own_picture: null,
  pictures: [],
  quality: 'unknown',
  line_up: true,
  away_since_ms: null,
  warnings: [],
} satisfies Partial<InCall>

/** The call that this page is in, if any. */
export type CallState =
  | { at: 'none' }
  /** `rung` counts how often, from one: whoever is rung again hears it again. */
  | { at: 'ringing'; contact: string; rung: number }
  | { at: 'joining'; contact: string }
  | InCall
  | { at: 'ended'; contact: string; reason: string; held_ms: number | null }
  | { at: 'refused'; contact: string; error: CoreError }

/** What tests and the downloadable report read. */
export interface CallReport {
  frames: FrameReport
  /** Of all lines together, from the browser's statistics. */
  sent_packets: number
  received_packets: number
  lost_packets: number
  energy: number
  concealed_samples: number
  samples: number
  round_trip_ms: number | null
  first_audio_ms: number | null
}

export interface CallControl {
  readonly state: Observable<CallState>
  /** Waits for the ring: for a principal. */
  await_ring(contact: string): void
  /** The ring stops here, and nobody is told. */
  not_now(): void
  /** Why this page could hold no call, before anybody is rung for it. */
  fitness(): Promise<CoreError | null>
  join(contact: string): Promise<void>
  /** Ends it for both sides where the person is a principal, leaves it otherwise. */
  leave(): Promise<void>
  mute(muted: boolean): void
  set_push_to_talk(on: boolean): void
  /** Held down: speaks; let go: muted. */
  push_to_talk(held: boolean): void
  /** Never without the person's doing. */
  set_camera(on: boolean): Promise<void>
  /** From 0 to 1, for a meter. */
  level(): number
  report(): Promise<CallReport>
  /** After the end: back to the desk. */
  dismiss(): void
}
