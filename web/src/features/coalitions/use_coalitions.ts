import { rfc3339 } from '../../core/forms/message'
import type { CoalitionView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { unix_of_civil } from '../../i18n/civil'
import { useNow } from '../../ui/now'
import { useDraftAct } from '../acting/use_draft_act'
import { LEADING, may } from '../inside/roles'
import { useAbout } from '../inside/use_about'
import { useColleagues } from '../inside/use_colleagues'
import { points_of } from '../mandates/use_mandates'

export const STANCES = ['in-favour', 'against', 'undecided', 'own-words', 'not-known'] as const
export type Stance = (typeof STANCES)[number]

export const COMMON_LINES = ['given', 'none', 'not-known'] as const
export type CommonLine = (typeof COMMON_LINES)[number]

export const TONES: Readonly<Record<string, 'good' | 'bad' | 'warn' | 'plain'>> = { 'in-favour': 'good', against: 'bad', undecided: 'warn' }

/** Entries whose place `one` took, directly or over others: the newest first. */
export function earlier_of(one: CoalitionView, all: readonly CoalitionView[]): CoalitionView[] {
  const found = new Map<string, CoalitionView>()
  const wanted = [...one.instead_of]
  for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
    const entry = all.find(({ record }) => record === next)
    if (entry === undefined || found.has(next)) continue
    found.set(next, entry)
    wanted.push(...entry.instead_of)
  }
  return [...found.values()].toSorted((first, second) => second.at_unix_ms - first.at_unix_ms)
}

/** Coalitions about one matter, or all. */
export function useCoalitions(about: string | null = null) {
  const { roles } = useReady()
  const { data, error, loading, again } = useView('coalitions', { history: true })
  const entries = data?.entries ?? []
  const coalitions = entries.filter((one) => one.stands && (about === null || one.about === about)).toSorted((one, other) => other.at_unix_ms - one.at_unix_ms)
  return {
    coalitions,
    earlier_of: (one: CoalitionView) => earlier_of(one, entries),
    empty: data !== null && coalitions.length === 0,
    enters: may(roles, LEADING),
    about: useAbout(),
    colleagues: useColleagues(),
    error,
    loading,
    again,
  }
}

export type CoalitionsShown = ReturnType<typeof useCoalitions>

interface CoalitionDraft {
  about: string | null
  name: string
  members: string
}

export type CoalitionProblem = 'about' | 'name' | 'members'

export function coalition_problems({ about, name, members }: CoalitionDraft): CoalitionProblem[] {
  const found: [CoalitionProblem, boolean][] = [
    ['about', about === null],
    ['name', name.trim() === ''],
    ['members', points_of(members).length === 0],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

/** A coalition of which nothing is known yet but its members. */
export function useCoalitionForm(on_done: (coalition: string | null) => void) {
  const text = useText()
  const blank: CoalitionDraft = { about: null, name: '', members: '' }
  return useDraftAct({
    act: 'enter-coalition',
    blank,
    problems: coalition_problems,
    args: (draft) => ({
      about: draft.about ?? '',
      form: { name: draft.name.trim(), members: points_of(draft.members).map((member) => ({ member, stance: 'not-known' as const })), source: null },
    }),
    told: text('coalition-entered'),
    on_done: ({ record }) => on_done(record),
  })
}

interface SourceDraft {
  source: string
  heard: string
}

export type SourceProblem = 'source' | 'heard' | 'heard-to-come'

/** What is known has a source and a time at which it was heard. */
export function source_problems({ source, heard }: SourceDraft, known: boolean, zone: string, now_unix_ms: number): SourceProblem[] {
  if (!known) return []
  const at = unix_of_civil(heard, zone)
  const found: [SourceProblem, boolean][] = [
    ['source', source.trim() === ''],
    ['heard', at === null],
    ['heard-to-come', at !== null && at > now_unix_ms],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

function source_of({ source, heard }: SourceDraft, known: boolean, zone: string) {
  const at = unix_of_civil(heard, zone)
  return known && at !== null ? { source: source.trim(), heard: rfc3339(at) } : null
}

interface PositionDraft extends SourceDraft {
  member: string | null
  stance: Stance
  words: string
}

export type PositionProblem = 'member' | 'words' | SourceProblem

export function usePositionForm(coalition: CoalitionView, on_done: (coalition: string | null) => void) {
  const text = useText()
  const { side } = useReady()
  const now = useNow()
  const blank: PositionDraft = { member: null, stance: 'in-favour', words: '', source: '', heard: '' }
  const is_known = ({ stance }: PositionDraft) => stance !== 'not-known'
  return useDraftAct({
    act: 'say-position',
    blank,
    problems: (draft: PositionDraft): PositionProblem[] => [
      ...(draft.member === null ? (['member'] as const) : []),
      ...(draft.stance === 'own-words' && draft.words.trim() === '' ? (['words'] as const) : []),
      ...source_problems(draft, is_known(draft), side.zone, now),
    ],
    args: (draft) => ({
      coalition: coalition.record,
      form: { member: draft.member ?? '', stance: draft.stance, words: is_known(draft) ? draft.words.trim() : '', source: source_of(draft, is_known(draft), side.zone), joins: false },
    }),
    told: text('position-entered'),
    on_done: ({ record }) => on_done(record),
  })
}

interface ReplyDraft extends SourceDraft {
  common_line: CommonLine
  words: string
}

export type ReplyProblem = 'words' | SourceProblem

export function useCommonReplyForm(coalition: CoalitionView, on_done: (coalition: string | null) => void) {
  const text = useText()
  const { side } = useReady()
  const now = useNow()
  const blank: ReplyDraft = { common_line: 'given', words: '', source: '', heard: '' }
  const is_known = ({ common_line }: ReplyDraft) => common_line !== 'not-known'
  return useDraftAct({
    act: 'say-common-reply',
    blank,
    problems: (draft: ReplyDraft): ReplyProblem[] => [
      ...(draft.common_line === 'given' && draft.words.trim() === '' ? (['words'] as const) : []),
      ...source_problems(draft, is_known(draft), side.zone, now),
    ],
    args: (draft) => ({
      coalition: coalition.record,
      form: { common_line: draft.common_line, text: draft.common_line === 'given' ? draft.words.trim() : '', source: source_of(draft, is_known(draft), side.zone) },
    }),
    told: text('position-entered'),
    on_done: ({ record }) => on_done(record),
  })
}
