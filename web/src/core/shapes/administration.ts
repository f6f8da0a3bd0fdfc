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
  /** A code such as `silent`; a node of an earlier version tells none. */
  reason_code?: string | null
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

/** `wire::KnownPasskeys`. */
export interface PasskeysView {
  devices: DevicePasskeys[]
}

export interface DevicePasskeys {
  device: string
  /** Absent where the device's accreditation doesn't stand. */
  person: string | null
  passkeys: KnownPasskey[]
  /** After a reset: until when it may sign in by its key. */
  open_until_unix_ms: number | null
  events: PasskeyEvent[]
}

export interface KnownPasskey {
  id: string
  origin: string
  registered_unix_ms: number
  used_unix_ms: number | null
  may_be_copied: boolean
}

export interface PasskeyEvent {
  at_unix_ms: number
  event: string
  by: string
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
