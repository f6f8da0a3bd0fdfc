/** The administrator's and security officer's desk: structs of `wire`, of the command line, and what is read from a file. */
import type { SideWordsView } from './staging'

export type { LogEntryView, LogPageView, RequestView } from '../generated/views'

/** `wire::LineStatus`, with what this device knows of both sides. */
export interface LineDetailView {
  other: string | null
  name: string | null
  up: boolean
  own_entries: number
  other_entries: number
  receipted: number
  skew_ms: number | null
  misbehaviour: number
  reason_down: string | null
  own_words: SideWordsView
  other_words: SideWordsView | null
}

/** `wire::OpenSessions`. */
export interface OpenSessionsView {
  sessions: OpenSession[]
}

export interface OpenSession {
  id: string
  device: string
  person: string
  roles: string[]
  opened_unix_ms: number
  expires_unix_ms: number
  own: boolean
}

export type LogName = 'own' | 'other' | 'internal'

/** `wire::MailState`. */
export interface MailView {
  on: boolean
  facts: boolean
  domains: string[]
  address: string | null
  waiting: number
  dead: number
}

/** `wire::CalendarLinkState`: both are there or none. */
export interface CalendarLinkView {
  zone: string | null
  made_unix_ms: number | null
}
