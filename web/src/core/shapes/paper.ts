import type { FieldChange, WithoutEffectView } from '../generated/views'
import type { ReportedView } from './report'

export interface PaperList {
  papers: PaperLine[]
}

export interface PaperLine {
  paper: string
  kind: string
  by: string
  title: string | null
  recipients: string[]
  versions: number
  /** `handed-over`, `received`, `read`, `read-reply-due`, `reply-overdue`, `replied`, `withdrawn`. */
  state: string
  reply_by_unix_ms: number | null
}

export interface ReceiptView {
  said_unix_ms: number
  received_unix_ms: number | null
  confirmed_unix_ms: number | null
}

export interface PaperTextView {
  title: string
  text: string
  languages: string[]
  recipients: string[]
}

export interface PaperView {
  paper: string
  kind: string
  by: string
  title: string | null
  recipients: string[]
  state: string
  reply_by_unix_ms: number | null
  versions: VersionView[]
  replies: { record: string; to: number | null; paper: PaperTextView | null; receipt: ReceiptView | null }[]
  reported: ReportedView[]
  without_effect: WithoutEffectView[]
}

export interface VersionView {
  number: number
  record: string
  paper: PaperTextView | null
  receipt: ReceiptView | null
  read_unix_ms: number | null
}

export interface PaperDiff {
  paper: string
  from: number
  to: number
  fields: FieldChange[]
  text: TextChange[]
}

export interface TextChange {
  what: 'same' | 'removed' | 'added'
  text: string
}

export interface BracketsView {
  paper: string
  version: number
  brackets: { number: number; line: number; alternatives: { by: string | null; text: string }[] }[]
}
