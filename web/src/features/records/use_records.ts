import { rfc3339 } from '../../core/forms/message'
import type { RecordLine } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { unix_of_civil } from '../../i18n/civil'
import { useDraftAct } from '../acting/use_draft_act'
import { WRITERS, may } from '../inside/roles'
import { useAbout } from '../inside/use_about'
import { useColleagues } from '../inside/use_colleagues'
import { acts_for, in_order, to_merge } from './record_state'

const NOTHING: Record<string, never> = {}

/** Records about one matter, or all. */
export function useRecords(about: string | null = null) {
  const { person, roles } = useReady()
  const { data, error, loading, again } = useView('records-of-contact', NOTHING)
  const all = (data?.entries ?? []).filter((line) => about === null || line.about === about)
  return {
    all,
    records: in_order(all),
    matters: [...new Set(all.map((line) => line.about))],
    to_merge: (matter: string) => to_merge(all, matter),
    empty: data !== null && all.length === 0,
    writes: may(roles, WRITERS),
    acts_of: (line: RecordLine) => acts_for(line, person, roles),
    about: useAbout(),
    colleagues: useColleagues(),
    error,
    loading,
    again,
  }
}

export type RecordsShown = ReturnType<typeof useRecords>

export interface NoteDraft {
  about: string | null
  text: string
  classification: string
  distribution: string[]
  keep_until: string
}

export type NoteProblem = 'about' | 'text' | 'classification' | 'keep-until'

export function note_problems({ about, text, classification, keep_until }: NoteDraft, zone: string): NoteProblem[] {
  const found: [NoteProblem, boolean][] = [
    ['about', about === null],
    ['text', text.trim() === ''],
    ['classification', classification.trim() === ''],
    ['keep-until', keep_until !== '' && unix_of_civil(keep_until, zone) === null],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

/** `instead_of`: drafts whose place it takes. */
export function useNoteForm(blank: NoteDraft, instead_of: string[], on_done: (record: string | null) => void) {
  const text = useText()
  const { side } = useReady()
  return useDraftAct({
    act: 'write-note',
    blank,
    problems: (draft: NoteDraft) => note_problems(draft, side.zone),
    args: (draft) => {
      const keep = unix_of_civil(draft.keep_until, side.zone)
      return {
        about: draft.about ?? '',
        form: { text: draft.text, classification: draft.classification.trim(), distribution: draft.distribution, keep_until: keep === null ? null : rfc3339(keep) },
        instead_of,
      }
    },
    told: text('record-kept'),
    on_done: ({ record }) => on_done(record),
  })
}

export function useRetainForm(note: string, on_done: () => void) {
  const text = useText()
  const { side } = useReady()
  const blank = { until: '' }
  return useDraftAct({
    act: 'retain-note',
    blank,
    problems: ({ until }: typeof blank) => (unix_of_civil(until, side.zone) === null ? ['until' as const] : []),
    args: ({ until }) => ({ note, until: rfc3339(unix_of_civil(until, side.zone) ?? 0) }),
    told: text('record-retained'),
    on_done,
  })
}

export function useDistributeForm(note: string, on_done: () => void) {
  const text = useText()
  const blank: { to: string[] } = { to: [] }
  return useDraftAct({
    act: 'distribute-note',
    blank,
    problems: ({ to }: typeof blank) => (to.length === 0 ? ['to' as const] : []),
    args: ({ to }) => ({ note, to }),
    told: text('record-distributed'),
    on_done,
  })
}
