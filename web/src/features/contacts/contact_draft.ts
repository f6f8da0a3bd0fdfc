/** A contact that somebody is about to propose or counter: what is filled in, what is wrong, what is sent. */
import type { ContactForm, CounterForm, Format, Initiative, Medium, MoreTerms, ParticipantForm, PublicPart, Reading, When } from '../../core/forms/contact'
import type { ContactView } from '../../core/shapes/contact'
import type { OfferedView } from '../../core/shapes/thread'
import { type Resolved, resolve_civil, unix_of_civil } from '../../i18n/civil'
import { civil_in } from '../../i18n/format'

export const DURATION_MIN_MAX = 1_440
export const DURATION_MIN_USUAL = 60

export type Whose = 'ours' | 'theirs' | 'mutual' | 'unstated'

export interface Draft {
  day: string | null
  hour: string | null
  reading: Reading | null
  duration: string
  medium: Medium
  public_part: PublicPart
  initiative: Whose
  languages: string[]
  format: Format
  voice_depth: '2' | '4'
  /** Counters leave the agenda as it stands, unless said. */
  agenda_stands: boolean
  carry_over: string | null
  items: string[]
  participants: ParticipantForm[]
  reason: string
  answer_by_day: string | null
  answer_by_hour: string | null
}

export const BLANK: Draft = {
  day: null,
  hour: null,
  reading: null,
  duration: String(DURATION_MIN_USUAL),
  medium: 'phone-call',
  public_part: 'none',
  initiative: 'ours',
  languages: [],
  format: 'consecutive',
  voice_depth: '2',
  agenda_stands: false,
  carry_over: null,
  items: [],
  participants: [],
  reason: '',
  answer_by_day: null,
  answer_by_hour: null,
}

/** What is usual for a medium: a phone call has nothing public. */
export function usual_public_part(medium: Medium): PublicPart {
  return medium === 'phone-call' ? 'none' : 'opening'
}

/** Terms name the proposer's initiative or the recipient's; a person says whose. */
export function initiative_of(whose: Whose, we_proposed: boolean): Initiative {
  switch (whose) {
    case 'ours':
      return we_proposed ? 'proposer' : 'recipient'
    case 'theirs':
      return we_proposed ? 'recipient' : 'proposer'
    case 'mutual':
    case 'unstated':
      return whose
  }
}

export function whose_of(initiative: string, we_proposed: boolean): Whose {
  if (initiative === 'proposer') return we_proposed ? 'ours' : 'theirs'
  if (initiative === 'recipient') return we_proposed ? 'theirs' : 'ours'
  return initiative === 'mutual' ? 'mutual' : 'unstated'
}

/** What a counter starts from: the terms that it answers. */
export function draft_of(view: ContactView, amendment: OfferedView | null, own: string, zone: string): Draft {
  const { start_unix_ms, duration_min, medium, public_part, terms } = amendment ?? view
  const civil = start_unix_ms === null ? null : civil_in(start_unix_ms, zone)
  const read = civil === null ? null : resolve_civil(civil, zone)
  return {
    ...BLANK,
    reading: read?.is === 'overlap' ? (read.later === start_unix_ms ? 'later' : 'earlier') : null,
    day: civil === null ? null : civil.slice(0, 10),
    hour: civil === null ? null : civil.slice(11, 16),
    duration: String(duration_min ?? DURATION_MIN_USUAL),
    medium: medium === 'videoconference' ? 'videoconference' : 'phone-call',
    public_part: public_part === 'opening' ? 'opening' : 'none',
    initiative: whose_of(terms?.initiative ?? 'unstated', view.proposed_by === own),
    languages: [...(terms?.languages ?? [])],
    format: terms?.format === 'no-interpreters' ? 'no-interpreters' : 'consecutive',
    voice_depth: terms?.voice_depth === 4 ? '4' : '2',
    agenda_stands: true,
  }
}

/** What keeps it from being sent. */
export type Problem = 'zone' | 'day' | 'hour' | 'gap' | 'overlap' | 'duration' | 'answer-by' | 'answer-by-past' | 'participant'

export function duration_of({ duration }: Draft): number | null {
  const minutes = /^\d{1,4}$/.test(duration.trim()) ? Number(duration) : 0
  return minutes >= 1 && minutes <= DURATION_MIN_MAX ? minutes : null
}

export function start_of({ day, hour }: Draft, zone: string): Resolved | null {
  return day === null || hour === null ? null : resolve_civil(`${day}T${hour}`, zone)
}

/** The moment that is meant; absent until it is one. */
export function moment_of(draft: Draft, zone: string): number | null {
  const start = start_of(draft, zone)
  switch (start?.is) {
    case undefined:
    case 'gap':
      return null
    case 'one':
      return start.at
    case 'overlap':
      return draft.reading === null ? null : start[draft.reading]
  }
}

export function answer_by_of({ answer_by_day, answer_by_hour }: Pick<Draft, 'answer_by_day' | 'answer_by_hour'>, zone: string): number | null {
  if (answer_by_day === null || answer_by_hour === null) return null
  return unix_of_civil(`${answer_by_day}T${answer_by_hour}`, zone)
}

export function problems_of(draft: Draft, zone: string, now_unix_ms: number): Problem[] {
  const found: Problem[] = []
  if (draft.day === null) found.push('day')
  if (draft.hour === null) found.push('hour')
  const start = start_of(draft, zone)
  if (start?.is === 'gap') found.push('gap')
  if (start?.is === 'overlap' && draft.reading === null) found.push('overlap')
  if (duration_of(draft) === null) found.push('duration')
  if (draft.participants.some(({ name }) => name.trim() === '')) found.push('participant')
  const answer_by = answer_by_of(draft, zone)
  const half = (draft.answer_by_day === null) !== (draft.answer_by_hour === null)
  if (half || (draft.answer_by_day !== null && answer_by === null)) found.push('answer-by')
  else if (answer_by !== null && answer_by <= now_unix_ms) found.push('answer-by-past')
  return found
}

function more_of(draft: Draft, zone: string, we_proposed: boolean): MoreTerms {
  const answer_by = answer_by_of(draft, zone)
  const when: When | null = answer_by === null ? null : new Date(answer_by).toISOString().replace('.000Z', 'Z')
  return {
    public_part: draft.public_part,
    initiative: initiative_of(draft.initiative, we_proposed),
    languages: draft.languages,
    format: draft.format,
    voice_depth: Number(draft.voice_depth),
    answer_by: when,
  }
}

const said = (text: string) => (text.trim() === '' ? null : text.trim())

function agenda_of(draft: Draft): ContactForm['agenda'] {
  return {
    items: draft.items.map((item) => item.trim()).filter((item) => item !== ''),
    carry_over: draft.carry_over,
    participants: draft.participants.map((one) => ({ ...one, name: one.name.trim() })),
    reason: said(draft.reason),
  }
}

export function proposal_of(draft: Draft, zone: string, other_zone: string): ContactForm {
  return {
    start: `${draft.day ?? ''}T${draft.hour ?? ''}`,
    zone,
    other_zone,
    overlap: start_of(draft, zone)?.is === 'overlap' ? draft.reading : null,
    duration_min: duration_of(draft) ?? 0,
    medium: draft.medium,
    more: more_of(draft, zone, true),
    agenda: agenda_of(draft),
  }
}

export function counter_of(draft: Draft, zone: string, other_zone: string, we_proposed: boolean): CounterForm {
  const { start, overlap, duration_min, medium, agenda } = proposal_of(draft, zone, other_zone)
  const untouched = { items: [], carry_over: null, participants: agenda.participants ?? [], reason: agenda.reason ?? null }
  return {
    start,
    zone,
    other_zone,
    overlap: overlap ?? null,
    duration_min,
    medium,
    more: more_of(draft, zone, we_proposed),
    agenda: draft.agenda_stands ? untouched : agenda,
  }
}

/** What a counter changes, for reading it back. */
export type Change = 'when' | 'duration' | 'medium' | 'public-part' | 'initiative' | 'languages' | 'format' | 'voice-depth' | 'agenda' | 'participants'

export function changes_of(draft: Draft, from: Draft): Change[] {
  const same = (one: readonly unknown[], other: readonly unknown[]) => JSON.stringify(one) === JSON.stringify(other)
  const changed: [Change, boolean][] = [
    ['when', draft.day !== from.day || draft.hour !== from.hour],
    ['duration', draft.duration.trim() !== from.duration],
    ['medium', draft.medium !== from.medium],
    ['public-part', draft.public_part !== from.public_part],
    ['initiative', draft.initiative !== from.initiative],
    ['languages', !same(draft.languages, from.languages)],
    ['format', draft.format !== from.format],
    ['voice-depth', draft.voice_depth !== from.voice_depth],
    ['agenda', !draft.agenda_stands],
    ['participants', draft.participants.length > 0],
  ]
  return changed.filter(([, is]) => is).map(([change]) => change)
}
