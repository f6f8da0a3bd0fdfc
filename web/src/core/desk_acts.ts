/** What is done at the duty, press and administrator's desks, and with messages. */
import type { Precedence } from './shapes/messages'
import type { ClaimedFacts, Occasion, ReleaseKind } from './shapes/press'

/** A text about to be sent, or drafted. */
export interface NewMessage {
  precedence: Precedence
  title: string
  text: string
  language: string
  translation: { language: string; text: string; translator: string | null } | null
  acknowledge_by_unix_ms: number | null
  reply_to: string | null
}

export interface NewRelease {
  kind: ReleaseKind
  occasion: Occasion
  /** Contact or round that it is about. */
  subject: string
  office: string
  title: string
  text: string
  question: string | null
  languages: string[]
  facts: ClaimedFacts
  embargo_unix_ms: number | null
  promises: { by_unix_ms: number; office: string | null } | null
  /** Name of what a correction or withdrawal is about. */
  about: string | null
  /** A draft whose place it takes. */
  instead_of: string | null
}

export interface DeskActs {
  'confirm-stage': { contact: string }
  'abort-contact': { contact: string }
  'call-now': { within_min: number; duration_min: number; languages: string[]; format: 'no-interpreters' | 'consecutive' }
  'take-call': { contact: string }
  /** Asks the own node to test every route. */
  'test-line': Record<string, never>
  'keep-shifts': { shifts: { person: string; from_unix_ms: number; until_unix_ms: number }[] }
  'keep-hand-over': { text: string }

  'send-message': NewMessage
  'send-service-message': NewMessage
  /** It stood before somebody's eyes here. */
  'present-message': { message: string }
  'draft-message': NewMessage & { instead_of: string | null }
  'approve-message': { draft: string }
  'send-drafted-message': { draft: string }

  'draft-release': NewRelease
  'approve-release': { draft: string; contradiction_reason: string | null }
  /** Reads the press key for this session. */
  'open-press-key': { file: string; passphrase: string }
  release: { draft: string }
  'draft-line-to-take': { about: string; text: string; if_asked: string | null; instead_of: string | null }
  'approve-line-to-take': { line: string }

  /** As administrator; `told` is the half-signed text for the security officer. */
  'sign-request': { request: string; days: number }
  /** As security officer: signs what an administrator signed, and brings it to the node. */
  'countersign-request': { half_signed: string }
  'revoke-device': { device: string }
  'end-session': { session: string }
  'set-mail-address': { address: string }
  'drop-mail-address': Record<string, never>
  /** `told` is the address, with a secret in it. */
  'make-calendar-link': { zone: string }
  'drop-calendar-link': Record<string, never>
}
