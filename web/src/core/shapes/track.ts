import type { ShownConflict } from '../generated/views'
import type { ReportedView } from './report'
import type { LocalView } from './time'

export interface TrackList {
  tracks: TrackLine[]
}

export interface TrackLine {
  track: string
  title: string | null
  joined: boolean
  closed: boolean
  subjects: number
  open: number
}

export interface TrackView {
  track: string
  title: string | null
  opened_by: string
  joined: boolean
  closed_by: string[]
  closed: boolean
  aims: { side: string; text: string | null; record: string }[]
  zones: { side: string; zone: string }[]
  timeline: TimelineEntry[]
  links: TrackLink[]
  conflicts: ShownConflict[]
  open: { side: string; to_do: string; noun: string; subject: string; due: string | null; overdue: boolean }[]
  reported: ReportedView[]
  now: string
}

export interface TimelineEntry {
  subject: string
  noun: string
  starts: string | null
  ends: string | null
  local: LocalView[]
  is_past: boolean
  fixed: boolean
  what: string
  phase: string
  /** Where it is only reported: the record among `reported`. */
  report?: string
}

export interface TrackLink {
  link: string
  by: string
  kind: 'holds' | 'must-precede' | 'may-affect'
  first: string
  second: string | null
  reviewed: boolean
}
