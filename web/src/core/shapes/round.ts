import type { ItemView } from './contact'
import type { ReportedView } from './report'

export interface RoundList {
  rounds: RoundLine[]
}

export interface RoundLine {
  round: string
  phase: string
  starts: string | null
  fixed: boolean
  place: string | null
  title: string | null
}

export interface RoundView {
  round: string
  phase: string
  proposed_by: string
  awaited: string | null
  track: string | null
  starts: string | null
  ends: string | null
  fixed: boolean
  terms: RoundTermsView | null
  amendment: RoundTermsView | null
  agreed: string | null
  delegations: DelegationView[]
  without_delegation: string[]
  minutes: string[]
  offers: OfferShown[]
  reported: ReportedView[]
}

export interface RoundTermsView {
  title: string
  place: string
  format: string
  dates: string
  /** At the place first, then in the capitals. */
  local: { at: string; zone: string; start: string; end: string; offset: string }[]
  items: ItemView[]
  sessions: { start: string; end: string; format: string; title: string }[]
  reason: string
}

export interface DelegateView {
  name: string
  office: string
}

export interface DelegationView {
  side: string
  record: string
  head: DelegateView
  members: DelegateView[]
  interpreters: DelegateView[]
  earlier_heads: DelegateView[]
}

export interface OfferShown {
  record: string
  by: string
  answer: string
  answer_by: string | null
}
