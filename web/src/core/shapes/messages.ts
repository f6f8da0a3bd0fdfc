/** Messages from side to side, and service messages between duty officers: structs of `client::view::message`. */
import type { WithoutEffectView } from '../generated/views'

export type Channel = 'message' | 'service-message'
export const PRECEDENCES = ['routine', 'priority', 'immediate', 'flash'] as const
export type Precedence = (typeof PRECEDENCES)[number]
export type MessageState = 'sent' | 'delivered' | 'presented' | 'acknowledged' | 'unanswered'

export interface MessageListView {
  channel: Channel
  messages: MessageLine[]
}

export interface MessageLine {
  message: string
  from: string
  precedence: Precedence
  state: MessageState
  /** FLASH, and nobody acknowledged it. */
  sounds: boolean
  sent_unix_ms: number | null
  acknowledge_by_unix_ms: number | null
  /** Absent where it isn't sealed to this device. */
  title: string | null
}

export interface MessageView {
  message: string
  channel: Channel
  from: string
  to: string
  precedence: Precedence
  state: MessageState
  sounds: boolean
  /** It, or its acknowledgement, is here before the log that it stands in. */
  ahead: boolean
  alarm: AlarmItem | null
  /** Nothing shows it at the other side, and the line is down. */
  line_fault: boolean
  acknowledge_by_unix_ms: number | null
  states: MessageStateView[]
  text: { title: string; original: RenderingView; translation: RenderingView | null } | null
  reply_to: string | null
  replies: string[]
  receipted: boolean | null
  line_up: boolean
  presented_now: boolean
  without_effect: WithoutEffectView[]
}

export interface RenderingView {
  language: string
  text: string
  translator?: string
}

export interface MessageStateView {
  state: MessageState
  sender_unix_ms: number | null
  receiver_unix_ms: number | null
  person: string | null
  shown_by: 'logs' | 'receipt' | 'ahead' | 'time'
}

/** `wire::AlarmItem`. */
export interface AlarmItem {
  message: string
  since_unix_ms: number
  step: number
  called: string[]
  everybody: boolean
  next_unix_ms: number | null
}

/** A short thread: whole messages, the oldest first. */
export interface OrderWireView {
  messages: MessageView[]
}

export interface MessageDraftsView {
  drafts: MessageDraftView[]
}

export interface MessageDraftView {
  draft: string
  author: string
  at_unix_ms: number
  precedence: Precedence
  title: string
  text: string
  approved_by: string | null
  sent: string | null
}
