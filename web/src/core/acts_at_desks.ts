/** What is done at the duty, press and administrator's desks, and with messages. */
import type { MessageForm, NowForm, ShiftForm } from './forms/message'
import type { ReleaseForm } from './forms/release'
import type { Capital } from './shapes/capitals'

type None = Record<string, never>

export interface DeskActs {
  'confirm-stage': { contact: string }
  'abort-contact': { contact: string }
  /** Rings the own principal again, who didn't answer or said not now. */
  'ring-again': { contact: string }
  'call-now': { form: NowForm }
  'take-call': { contact: string }
  'set-shifts': { form: { shifts: ShiftForm[] }; instead_of: string | null }

  'send-message': { form: MessageForm }
  'send-service-message': { form: MessageForm }
  /** It stood before somebody's eyes here. */
  'present-message': { message: string }
  'draft-message': { form: MessageForm; instead_of: string | null }
  'approve-message': { draft: string }
  'send-drafted-message': { draft: string }

  'draft-release': { form: ReleaseForm }
  'approve-release': { draft: string; contradiction_reason: string | null }
  /** Signs, publishes and announces what was approved. */
  'release-draft': { draft: string; press_key: string; passphrase: string }
  'draft-line-to-take': { about: string; text: string; if_asked: string | null; instead_of: string[] }
  'approve-line-to-take': { line: string }

  /** As administrator; `told` is the half-signed text for the security officer. */
  'sign-request': { request: string; days: number }
  /** As security officer: signs what an administrator signed, and brings it to the node. */
  countersign: { half_signed: string }
  'revoke-device': { device: string }
  'end-session': { session: string }
  /** Takes a device's passkeys off. */
  'reset-passkeys': { device: string }
  'set-mail-address': { address: string }
  'drop-mail-address': None
  /** `told` is the address, with a secret in it. */
  'make-calendar-link': { zone: string }
  'drop-calendar-link': None
  /** A calendar of whole days, for every device of the side; none forgets it. */
  'keep-holidays': { capital: Capital; calendar: string | null }
  /** Such as `22:00-07:00`. */
  'keep-rest-hours': { capital: Capital; hours: string | null }
  /** Where this browser is reached while its page is closed. */
  'register-push': { endpoint: string; p256dh: string; auth: string }
  'forget-push': None
}
