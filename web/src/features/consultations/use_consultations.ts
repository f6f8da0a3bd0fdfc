import { rfc3339 } from '../../core/forms/message'
import type { ConsultationView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { unix_of_civil } from '../../i18n/civil'
import { useNow } from '../../ui/now'
import { useDraftAct } from '../acting/use_draft_act'
import { LEADING, may } from '../inside/roles'
import { useAbout } from '../inside/use_about'
import { useColleagues } from '../inside/use_colleagues'

export const STATES = ['planned', 'held', 'none'] as const
export type ConsultationState = (typeof STATES)[number]

/** Planned, and its time is over: what came of it isn't entered. */
export function is_late({ state, held_unix_ms, stands }: ConsultationView, now_unix_ms: number): boolean {
  return stands && state === 'planned' && held_unix_ms !== null && held_unix_ms <= now_unix_ms
}

/** What is planned first, by date; then what was held, the newest first. */
export function in_order(all: readonly ConsultationView[]): ConsultationView[] {
  const at = ({ held_unix_ms, at_unix_ms }: ConsultationView) => held_unix_ms ?? at_unix_ms
  const standing = all.filter(({ stands }) => stands)
  const planned = standing.filter(({ state }) => state === 'planned').toSorted((one, other) => (one.held_unix_ms ?? Number.MAX_SAFE_INTEGER) - (other.held_unix_ms ?? Number.MAX_SAFE_INTEGER))
  return [...planned, ...standing.filter(({ state }) => state !== 'planned').toSorted((one, other) => at(other) - at(one))]
}

/** Consultations about one matter, or all. */
export function useConsultations(about: string | null = null) {
  const { roles } = useReady()
  const { data, error, loading, again } = useView('consultations', { history: false })
  const consultations = in_order((data?.consultations ?? []).filter((one) => about === null || one.about === about))
  return {
    consultations,
    planned: consultations.filter(({ state }) => state === 'planned'),
    empty: data !== null && consultations.length === 0,
    may_enter: may(roles, LEADING),
    about: useAbout(),
    colleagues: useColleagues(),
    now: useNow(),
    error,
    loading,
    again,
  }
}

export type ConsultationsShown = ReturnType<typeof useConsultations>

interface ConsultationDraft {
  about: string | null
  body: string
  state: ConsultationState
  text: string
  at: string
}

export type ConsultationProblem = 'about' | 'body' | 'at' | 'text'

export function consultation_problems({ about, body, state, text, at }: ConsultationDraft, zone: string): ConsultationProblem[] {
  const found: [ConsultationProblem, boolean][] = [
    ['about', about === null],
    ['body', body.trim() === ''],
    ['at', at !== '' && unix_of_civil(at, zone) === null],
    // What was held and said nothing is of no use to anybody.
    ['text', state === 'held' && text.trim() === ''],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

/** `of`: the one that is answered. */
export function useConsultationForm(about: string | null, of: ConsultationView | null, on_done: () => void) {
  const text = useText()
  const { side } = useReady()
  const blank: ConsultationDraft = { about: of?.about ?? about, body: of?.body ?? '', state: of === null ? 'planned' : 'held', text: '', at: '' }
  return useDraftAct({
    act: 'enter-consultation',
    blank,
    problems: (draft: ConsultationDraft) => consultation_problems(draft, side.zone),
    args: (draft) => {
      const typed = unix_of_civil(draft.at, side.zone)
      const at = typed ?? of?.held_unix_ms ?? null
      return {
        about: draft.about ?? '',
        form: { body: draft.body.trim(), state: draft.state, text: draft.text.trim(), at: at === null || draft.state === 'none' ? null : rfc3339(at) },
        instead_of: of === null ? [] : [of.record],
      }
    },
    told: text('consultation-entered'),
    on_done,
  })
}
