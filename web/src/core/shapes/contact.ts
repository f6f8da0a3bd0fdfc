import type { NoEffectWhy } from '../generated/views'
import type { ReportedLine, ReportedView } from './report'
import type { LocalView } from './time'

export interface ContactList {
  contacts: ContactLine[]
  /** Contacts that may come and are known from reports alone. */
  reported: ReportedLine[]
}

export interface ContactLine {
  contact: string
  phase: string
  proposed_by: string
  start_unix_ms: number | null
  start: string | null
  medium: string | null
  reported: ReportedView | null
}

export interface ContactView {
  contact: string
  phase: string
  held_outside: boolean
  proposed_by: string
  awaited: string | null
  start_unix_ms: number | null
  local: LocalView[]
  duration_min: number | null
  medium: string | null
  public_part: string | null
  terms: TermsView | null
  agreed: string | null
  agenda: AgendaView | null
  offers: OfferView[]
  confirmed: string[]
  started_unix_ms: number | null
  ended_unix_ms: number | null
  end_reason: string | null
  start_attested: boolean
  end_attested: boolean
  attested: AttestedView[]
  aborted_by: string | null
  history: ActView[]
  reported: ReportedView[]
  reports_sealed: number
}

export interface TermsView {
  initiative: string
  initiative_of: string | null
  languages: string[]
  format: string
  voice_depth: number
  tz_version: string
}

export interface AgendaView {
  items: ItemView[]
  participants: ParticipantView[]
  reason: string
}

export interface ItemView {
  title: string
  state: string
  carried_from: string | null
}

export interface ParticipantView {
  side: string
  role: string
  name: string
}

export interface OfferView {
  record: string
  by: string
  start_unix_ms: number
  answer: string
  answer_by_unix_ms: number | null
}

export interface AttestedView {
  side: string
  started_unix_ms: number | null
  ended_unix_ms: number | null
  end_reason: string | null
  medium: string | null
  on_line: string[]
}

export interface ActView {
  side: string
  seq: number
  node_unix_ms: number
  /** `proposed`, `countered`, `entered it as held outside`, … */
  what: string
  reason: string | null
  without_effect: NoEffectWhy | null
}
