/** The administrator's and security officer's desk: structs of `wire`, of the command line, and what is read from a file. */
import type { SideWordsView } from './staging'

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
  routes: RouteView[]
  own_words: SideWordsView
  other_words: SideWordsView | null
}

export interface RouteView {
  /** `203.0.113.7:7443`. */
  address: string
  up: boolean
  round_trip_ms: number | null
  since_unix_ms: number | null
  reason_down: string | null
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

/** A request for accreditation as it was read; its signature stands. */
export interface RequestView {
  /** As whoever made it calls the device. */
  name: string
  device: string
  person: string
  /** The person has an accredited device already. */
  known_person: boolean
  roles: string[]
  /** Of the device's key: read out by whoever made the request. */
  words: string[]
  /** The administrator's signature stands already; absent in a request. */
  until_unix_ms: number | null
}

export type LogName = 'own' | 'other' | 'internal'

export interface LogPageView {
  entries: LogEntryView[]
  /** `before` of the next page; absent at the beginning of the log. */
  earlier: number | null
}

export interface LogEntryView {
  seq: number
  node_unix_ms: number
  /** Name of the record's kind: `propose`, `accredit`. */
  kind: string
  noun: string | null
  subject: string | null
  person: string | null
  device: string | null
  without_effect: string | null
}

/** What the node knows of backups: the file is made on its machine. */
export interface BackupView {
  last_unix_ms: number | null
  rehearsed_unix_ms: number | null
  /** Entries written since the last one. */
  entries_since: number | null
}

export type Verdict = 'good' | 'unseen' | 'warning' | 'bad'

export interface DoctorView {
  findings: { what: string; verdict: Verdict; detail: string; next: string }[]
}

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
