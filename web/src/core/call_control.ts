import type { Observable } from './observable'

/** The call that this page is in, if any. */
export type CallState =
  | { at: 'none' }
  | { at: 'ringing'; contact: string; with_side: string }
  | { at: 'joining'; contact: string }
  | { at: 'in-call'; contact: string; muted: boolean }
  | { at: 'ended'; contact: string; reason: string }

export interface CallControl {
  readonly state: Observable<CallState>
  join(contact: string): Promise<void>
  leave(): Promise<void>
  mute(muted: boolean): void
  /** Held down: speaks; let go: muted. */
  push_to_talk(held: boolean): void
}
