/** A text under silence while it is written. */
import type { SilenceForm } from '../../core/generated/acts'
import { resolve_civil, unix_of_civil } from '../../i18n/civil'

/** What the other side has at least, so that it can object: `SILENCE_MS_MIN` of the domain. */
export const SILENCE_MS_MIN = 3_600_000

export interface SilenceDraft {
  title: string
  text: string
  /** Own civil time. */
  expires: string
}

export type Problem = 'title' | 'text' | 'expires' | 'expires-soon'

export function problems_of({ title, text, expires }: SilenceDraft, zone: string, now_unix_ms: number): Problem[] {
  const found: Problem[] = []
  if (title.trim() === '') found.push('title')
  if (text.trim() === '') found.push('text')
  const at = unix_of_civil(expires, zone)
  if (at === null) found.push('expires')
  else if (at - now_unix_ms < SILENCE_MS_MIN) found.push('expires-soon')
  return found
}

export function form_of({ title, text, expires }: SilenceDraft, zone: string, other_zone: string): SilenceForm {
  const twice = unix_of_civil(expires, zone) !== null && resolve_civil(expires, zone).is === 'overlap'
  return { title: title.trim(), text, expires, zone, other_zone, overlap: twice ? 'earlier' : null }
}
