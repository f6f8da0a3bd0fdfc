/** What happened elsewhere, as it is entered: held there, or heard of. */
import type { HeldOutsideForm, Medium, PublicPart, ReportForm } from '../../core/forms/contact'
import { resolve_civil } from '../../i18n/civil'

export interface Moment {
  day: string | null
  hour: string | null
}

/** Where clocks show it twice, the first time is taken: it is entered to the minute, not signed by two. */
export function unix_ms_of({ day, hour }: Moment, zone: string): number | null {
  if (day === null || hour === null) return null
  const at = resolve_civil(`${day}T${hour}`, zone)
  return at.is === 'one' ? at.at : at.is === 'overlap' ? at.earlier : null
}

export interface HeldDraft extends Moment {
  duration: string
  medium: Medium
  public_part: PublicPart
  items: { title: string; closed: boolean }[]
  reason: string
}

export const REPORTED_ACTS = [
  'proposal',
  'acceptance',
  'decline',
  'postponement',
  'cancellation',
  'paper',
  'round-date',
  'head-of-delegation',
  'other',
] as const
export type ReportedAct = (typeof REPORTED_ACTS)[number]

export interface HeardDraft {
  act: ReportedAct
  of: string
  told_by: string
  source: string
  heard: Moment
  what: string
  text: string
  date: Moment
}

export type HeldProblem = 'day' | 'hour' | 'moment' | 'to-come' | 'duration'

const MINUTES_MAX = 1_440

export function held_problems(draft: HeldDraft, zone: string, now_unix_ms: number): HeldProblem[] {
  const found: HeldProblem[] = []
  if (draft.day === null) found.push('day')
  if (draft.hour === null) found.push('hour')
  const at = unix_ms_of(draft, zone)
  if (at === null && draft.day !== null && draft.hour !== null) found.push('moment')
  if (at !== null && at > now_unix_ms) found.push('to-come')
  const minutes = /^\d{1,4}$/.test(draft.duration.trim()) ? Number(draft.duration) : 0
  if (minutes < 1 || minutes > MINUTES_MAX) found.push('duration')
  return found
}

export function held_form(draft: HeldDraft, zone: string): HeldOutsideForm {
  const start = `${draft.day ?? ''}T${draft.hour ?? ''}`
  const items = draft.items.filter(({ title }) => title.trim() !== '')
  return {
    start,
    zone,
    overlap: resolve_civil(start, zone).is === 'overlap' ? 'earlier' : null,
    duration_min: Number(draft.duration),
    medium: draft.medium,
    public_part: draft.public_part,
    items: items.map(({ title, closed }) => ({ title: title.trim(), state: closed ? 'closed' : 'open' })),
    reason: draft.reason.trim() === '' ? null : draft.reason.trim(),
  }
}

export type HeardProblem = 'of' | 'told-by' | 'source' | 'heard' | 'heard-to-come' | 'what' | 'text' | 'date'

/** The same as the core wants of each act. */
export function heard_problems(draft: HeardDraft, zone: string, now_unix_ms: number): HeardProblem[] {
  const found: HeardProblem[] = []
  const empty = (text: string) => text.trim() === ''
  if (empty(draft.of)) found.push('of')
  if (empty(draft.told_by)) found.push('told-by')
  if (empty(draft.source)) found.push('source')
  const heard = unix_ms_of(draft.heard, zone)
  if (heard === null) found.push('heard')
  else if (heard > now_unix_ms) found.push('heard-to-come')
  if ((draft.act === 'paper' || draft.act === 'head-of-delegation') && empty(draft.what)) found.push('what')
  if (draft.act === 'other' && empty(draft.text)) found.push('text')
  const half = (draft.date.day === null) !== (draft.date.hour === null)
  const unread = draft.date.day !== null && unix_ms_of(draft.date, zone) === null
  if (half || unread || (draft.act === 'round-date' && draft.date.day === null)) found.push('date')
  return found
}

export function heard_form(draft: HeardDraft, zone: string): ReportForm {
  const heard = unix_ms_of(draft.heard, zone) ?? 0
  const { day, hour } = draft.date
  const start = day === null || hour === null ? null : `${day}T${hour}`
  return {
    act: draft.act,
    of: draft.of.trim(),
    told_by: draft.told_by.trim(),
    source: draft.source.trim(),
    heard: new Date(heard).toISOString().replace('.000Z', 'Z'),
    what: draft.what.trim(),
    text: draft.text.trim(),
    date: start === null ? null : { start, zone, overlap: resolve_civil(start, zone).is === 'overlap' ? 'earlier' : null },
  }
}
