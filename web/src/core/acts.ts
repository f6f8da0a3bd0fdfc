import type { DeskActs } from './acts_at_desks'
import type { InsideActs } from './acts_inside'
import type { ContactActs } from './acts_on_contacts'
import type { PaperActs } from './acts_on_papers'
import type { TalkActs } from './acts_on_talks'
import type { TrackActs } from './acts_on_tracks'
import type { Role } from './core'

/** What a person does, with what each needs. A feature adds its acts here. */
export interface Acts extends ContactActs, DeskActs, InsideActs, PaperActs, TalkActs, TrackActs {
  /** Makes this browser's key. `person`: the id of somebody who has an accredited device already. */
  'make-key': { device_name: string; person: string | null; roles: Role[] }
  /** The node's demonstration key, which proves nothing. */
  'use-demo-key': { role: Role; name?: string }
  /** Forgets a request that was never accredited. */
  'drop-request': Record<string, never>
  'sign-in': Record<string, never>
  /** Its authenticator verifies who holds it, from then on at each sign-in. */
  'register-passkey': Record<string, never>
  'sign-out': Record<string, never>
  /** Takes the session from the tab that holds it. */
  'take-over': Record<string, never>
  'acknowledge-message': { message: string }
}
