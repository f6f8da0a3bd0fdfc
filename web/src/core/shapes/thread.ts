import type { NoEffectWhy } from '../generated/views'
import type { AgendaView, TermsView } from './contact'
import type { ReportedView } from './report'
import type { LocalView } from './time'

/** A contact act by act. */
export interface ThreadView {
  contact: string
  phase: string
  proposed_by: string
  initiative: string | null
  initiative_of: string | null
  acts: ThreadAct[]
}

export type ActBasis = 'signed' | 'attested' | 'reported'
export type ActState =
  | 'sent'
  | 'held'
  | 'accepted'
  | 'agreed'
  | 'declined'
  | 'withdrawn'
  | 'superseded'
  | 'expired'
  | 'without-effect'
  | 'reported'

export interface ThreadAct {
  basis: ActBasis
  by: string
  own: boolean
  what: string
  state: ActState
  seq: number | null
  record: string | null
  person: string | null
  at_unix_ms: number
  held_unix_ms: number | null
  answers: string | null
  reason: string | null
  without_effect: NoEffectWhy | null
  offer: OfferedView | null
  reported: ReportedView | null
}

export interface OfferedView {
  start_unix_ms: number
  local: LocalView[]
  duration_min: number
  medium: string
  public_part: string
  answer_by_unix_ms: number | null
  terms: TermsView | null
  /** Absent where the view doesn't tell. */
  agenda?: AgendaView | null
}
