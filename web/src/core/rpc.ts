/** What page and worker say to each other. The worker holds keys and records; the page asks. */
import type { CallEvent } from './call_events'
import type { CoreError, CoreState } from './core'

export type Ask =
  | { ask: 'query'; view: string; args: Record<string, unknown> }
  | { ask: 'act'; act: string; args: Record<string, unknown> }
  | { ask: 'join'; contact: string; offer_sdp: string; line_types: LineTypes }
  | { ask: 'come-back'; offer_sdp: string }
  /** Whether the agreed medium has pictures. */
  | { ask: 'has-video'; contact: string }
  | { ask: 'await-ring'; contact: string }
  /** It rings before a person here, or that person said not now. */
  | { ask: 'ring-heard'; contact: string; declined: boolean }
  | { ask: 'hang-up' }
  | { ask: 'forget-call' }
  | { ask: 'frames' }
  /** What an authenticator is asked: to sign in, or to make a passkey. Its answer comes with the act. */
  | { ask: 'passkey-wanted' }
  | { ask: 'passkey-options' }
  /** Whether the worker lives. */
  | { ask: 'beat' }

/** Payload types of this page's offer: what a frame that is handed to the decoder is labelled with. */
export interface LineTypes {
  opus: number
  /** Absent where the browser doesn't know RED. */
  red: number | null
}

export type ToWorker = Ask & { id: number }

export interface CallAnswer {
  for_both: boolean
}

/** Whatever is told without being asked for. */
export type Tell =
  | { tell: 'state'; state: CoreState }
  | { tell: 'changed' }
  | { tell: 'ring'; contact: string }
  | { tell: 'alarm'; message: string; since_unix_ms: number; step: number; everybody: boolean }
  | { tell: 'alarm-over'; message: string }
  | { tell: 'call'; event: CallEvent }
  /** The event stream to the node. */
  | { tell: 'node'; reached: boolean }

export type FromWorker = { id: number; ok: unknown } | { id: number; error: CoreError } | Tell

/** What a transform is told when it is made (RTCRtpScriptTransform's options). */
export type TransformRole = { role: 'send' } | { role: 'receive'; slot: number } | { role: 'send-picture' } | { role: 'receive-picture'; slot: number }
