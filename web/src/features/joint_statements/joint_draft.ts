/** A joint statement while it is written: one text, and when both show it. */
import type { JointForm } from '../../core/generated/acts'
import type { JointTextView } from '../../core/generated/views'
import { rfc3339 } from '../../core/forms/message'
import { unix_of_civil } from '../../i18n/civil'
import { civil_in } from '../../i18n/format'

export interface JointDraft {
  title: string
  text: string
  languages: string[]
  /** Own civil time. */
  release_at: string
  about: string | null
  answer_by: string
}

export const BLANK: JointDraft = { title: '', text: '', languages: [], release_at: '', about: null, answer_by: '' }

export function draft_of({ title, text, languages, release_unix_ms, about }: JointTextView, zone: string): JointDraft {
  return { title, text, languages: [...languages], release_at: civil_in(release_unix_ms, zone), about, answer_by: '' }
}

export type Problem = 'title' | 'text' | 'release' | 'release-past' | 'answer-by' | 'answer-by-past'

export function problems_of({ title, text, release_at, answer_by }: JointDraft, zone: string, now_unix_ms: number): Problem[] {
  const found: Problem[] = []
  if (title.trim() === '') found.push('title')
  if (text.trim() === '') found.push('text')
  const release = unix_of_civil(release_at, zone)
  if (release === null) found.push('release')
  else if (release <= now_unix_ms) found.push('release-past')
  const by = answer_by === '' ? null : unix_of_civil(answer_by, zone)
  if (answer_by !== '' && by === null) found.push('answer-by')
  if (by !== null && by <= now_unix_ms) found.push('answer-by-past')
  return found
}

/** The text goes as it was typed, to its last byte: so it is published. */
export function form_of({ title, text, languages, release_at, about, answer_by }: JointDraft, zone: string): JointForm {
  const by = answer_by === '' ? null : unix_of_civil(answer_by, zone)
  return {
    title: title.trim(),
    text,
    languages,
    release_at: rfc3339(unix_of_civil(release_at, zone) ?? 0),
    about,
    answer_by: by === null ? null : rfc3339(by),
  }
}
