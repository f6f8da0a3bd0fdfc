/** What a message and the shift list are made of, as `client::form` reads it. Moments are RFC 3339. */
import type { Precedence } from '../shapes/messages'

export interface MessageForm {
  precedence: Precedence
  title: string | null
  /** Of the original, which counts. */
  language: string | null
  text: string
  translation: { language: string; text: string; translator: string | null } | null
  acknowledge_by: string | null
  /** An earlier message that it answers, and acknowledges where that wasn't done. */
  reply_to: string | null
}

export interface ShiftForm {
  person: string
  from: string
  until: string
}

export interface NowForm {
  within_min: number
  duration_min: number
  languages: string[]
  format: 'no-interpreters' | 'consecutive'
}

/** A moment as forms have it. */
export function rfc3339(unix_ms: number): string {
  return new Date(unix_ms).toISOString()
}
