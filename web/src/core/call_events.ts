/** What the core tells of a call, as it writes it (crates/client-wasm/src/call.rs). */

export interface CallMember {
  side: string
  own_side: boolean
  this_device: boolean
  device: string
  person: string
  roles: string[]
  accredited_until_unix_ms: number
}

export type CallEvent =
  | { event: 'answer'; sdp: string }
  | { event: 'members'; members: CallMember[] }
  | { event: 'keys-agreed'; epoch: number }
  | { event: 'words'; words: string[] }
  | { event: 'floor-opens'; in_ms: number }
  | { event: 'line'; up: boolean }
  | { event: 'ended'; reason: string }
  | { event: 'refused'; code: string; why: string }
  | { event: 'warning'; code: string }
  /** Of the worker itself: a line now carries this device's voice. */
  | { event: 'talker'; slot: number; device: string | null }
  /** The own camera's next frame that can go has to be a whole picture. */
  | { event: 'whole-picture-needed' }
  /** A line now carries this device's picture; nothing: none that could be shown came lately. */
  | { event: 'picture'; slot: number; device: string | null }

export interface FrameReport {
  frames: {
    sealed: number
    silent: number
    oversized: number
    probes: number
    opened: number
    refused: Record<string, number>
  }
  pictures: { sealed: number; unsent: number; silent: number; opened: number; gaps: number; refused: Record<string, number> }
  places: Record<string, string>
  packet_bytes: number
  transforms: { send: number; receive: number }
}
