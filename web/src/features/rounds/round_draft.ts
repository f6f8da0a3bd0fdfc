/** What a round is made of while it is filled in: moments by the clocks of the place. */
import type { MoreRoundTerms, RoundCounterForm, RoundForm, SessionForm } from '../../core/generated/acts'
import type { RoundTermsView } from '../../core/generated/views'
import { resolve_civil, unix_of_civil } from '../../i18n/civil'

export const FORMATS = ['bilateral', 'multilateral', 'restricted', 'expanded', 'tete-a-tete'] as const
export type RoundFormat = (typeof FORMATS)[number]
export type Dates = 'movable' | 'fixed'

export interface SessionDraft {
  title: string
  format: RoundFormat
  start: string
  end: string
}

export interface RoundDraft {
  title: string
  place: string
  place_zone: string | null
  /** `2022-01-10T10:00`; a half of it while it is typed; empty. */
  start: string
  end: string
  format: RoundFormat
  dates: Dates
  track: string | null
  /** A counter leaves the agenda as it stands until somebody says otherwise. */
  items_stand: boolean
  items: string[]
  carry_over: string | null
  sessions_stand: boolean
  sessions: SessionDraft[]
  reason: string
  /** Own civil time. */
  answer_by: string
}

export const BLANK: RoundDraft = {
  title: '',
  place: '',
  place_zone: null,
  start: '',
  end: '',
  format: 'bilateral',
  dates: 'movable',
  track: null,
  items_stand: false,
  items: [],
  carry_over: null,
  sessions_stand: false,
  sessions: [],
  reason: '',
  answer_by: '',
}

/** Other formats than this page knows become the usual one. */
function format_of(format: string): RoundFormat {
  return FORMATS.find((one) => one === format) ?? 'bilateral'
}

/** The core shows people `2022-01-10 10:00`; fields hold `2022-01-10T10:00`. */
function civil_of(shown: string | undefined): string {
  return shown?.slice(0, 16).replace(' ', 'T') ?? ''
}

/** What a counter starts from: the terms that it answers. */
export function draft_of({ title, place, format, dates, local }: RoundTermsView): RoundDraft {
  const at_place = local[0]
  return {
    ...BLANK,
    title,
    place,
    place_zone: at_place?.zone ?? null,
    start: civil_of(at_place?.start),
    end: civil_of(at_place?.end),
    format: format_of(format),
    dates: dates === 'fixed' ? 'fixed' : 'movable',
    items_stand: true,
    sessions_stand: true,
  }
}

export interface Stretch {
  start_unix_ms: number
  end_unix_ms: number
}

/** From when to when; absent until both are moments. */
export function stretch_of({ start, end, place_zone }: RoundDraft): Stretch | null {
  if (place_zone === null) return null
  const [from, to] = [unix_of_civil(start, place_zone), unix_of_civil(end, place_zone)]
  return from === null || to === null || to <= from ? null : { start_unix_ms: from, end_unix_ms: to }
}

/** Clocks at the place go back then: the first of two equal readings is meant. */
function overlap_of({ start, end, place_zone }: RoundDraft): 'earlier' | null {
  if (place_zone === null) return null
  return [start, end].some((civil) => unix_of_civil(civil, place_zone) !== null && resolve_civil(civil, place_zone).is === 'overlap') ? 'earlier' : null
}

/** What keeps it from being sent. */
export type Problem = 'title' | 'place' | 'place-zone' | 'start' | 'end' | 'end-first' | 'session' | 'answer-by' | 'answer-by-past'

export function problems_of(draft: RoundDraft, own_zone: string, now_unix_ms: number): Problem[] {
  const { title, place, place_zone, start, end, sessions, answer_by } = draft
  const found: Problem[] = []
  if (title.trim() === '') found.push('title')
  if (place.trim() === '') found.push('place')
  if (place_zone === null) found.push('place-zone')
  const zone = place_zone ?? 'UTC'
  const [from, to] = [unix_of_civil(start, zone), unix_of_civil(end, zone)]
  if (from === null) found.push('start')
  if (to === null) found.push('end')
  if (from !== null && to !== null && to <= from) found.push('end-first')
  if (!draft.sessions_stand && !sessions.every((one) => is_session(one, zone))) found.push('session')
  const by = answer_by === '' ? null : unix_of_civil(answer_by, own_zone)
  if (answer_by !== '' && by === null) found.push('answer-by')
  if (by !== null && by <= now_unix_ms) found.push('answer-by-past')
  return found
}

export function is_session({ title, start, end }: SessionDraft, zone: string): boolean {
  const [from, to] = [unix_of_civil(start, zone), unix_of_civil(end, zone)]
  return title.trim() !== '' && from !== null && to !== null && from < to
}

const said = (text: string) => (text.trim() === '' ? null : text.trim())

function more_of(draft: RoundDraft, own_zone: string): MoreRoundTerms {
  const by = draft.answer_by === '' ? null : unix_of_civil(draft.answer_by, own_zone)
  const sessions = draft.sessions_stand ? [] : draft.sessions.map((one): SessionForm => ({ ...one, title: one.title.trim() }))
  return {
    format: draft.format,
    dates: draft.dates,
    track: draft.track,
    items: draft.items_stand ? [] : draft.items.map((item) => item.trim()).filter((item) => item !== ''),
    carry_over: draft.items_stand ? null : draft.carry_over,
    sessions,
    reason: said(draft.reason),
    answer_by: by === null ? null : new Date(by).toISOString().replace('.000Z', 'Z'),
  }
}

export function proposal_of(draft: RoundDraft, own_zone: string, other_zone: string): RoundForm {
  const { title, place, place_zone, start, end } = draft
  return {
    title: title.trim(),
    place: place.trim(),
    start,
    end,
    place_zone: place_zone ?? '',
    zone: own_zone,
    other_zone,
    overlap: overlap_of(draft),
    more: more_of(draft, own_zone),
  }
}

/** A counter says all of it: what it leaves as it was is the same. */
export function counter_of(draft: RoundDraft, own_zone: string, other_zone: string): RoundCounterForm {
  return proposal_of(draft, own_zone, other_zone)
}

/** What a counter changes, for reading it back. */
export type Change = 'title' | 'place' | 'when' | 'format' | 'dates' | 'agenda' | 'sessions'

export function changes_of(draft: RoundDraft, from: RoundDraft): Change[] {
  const changed: [Change, boolean][] = [
    ['title', draft.title.trim() !== from.title],
    ['place', draft.place.trim() !== from.place || draft.place_zone !== from.place_zone],
    ['when', draft.start !== from.start || draft.end !== from.end],
    ['format', draft.format !== from.format],
    ['dates', draft.dates !== from.dates],
    ['agenda', !draft.items_stand],
    ['sessions', !draft.sessions_stand],
  ]
  return changed.filter(([, is]) => is).map(([change]) => change)
}
