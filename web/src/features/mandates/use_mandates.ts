import type { MandateView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useDraftAct } from '../acting/use_draft_act'
import { LEADING, may } from '../inside/roles'
import { useAbout } from '../inside/use_about'
import { useColleagues } from '../inside/use_colleagues'

/** Mandates of one round, or all. */
export function useMandates(round: string | null = null) {
  const { roles } = useReady()
  const { data, error, loading, again } = useView('mandates', { round, history: false })
  const mandates = (data?.mandates ?? []).filter(({ stands }) => stands)
  return {
    mandates,
    empty: data !== null && mandates.length === 0,
    gives: may(roles, LEADING),
    about: useAbout(),
    colleagues: useColleagues(),
    error,
    loading,
    again,
  }
}

export type MandatesShown = ReturnType<typeof useMandates>

interface MandateDraft {
  round: string | null
  text: string
  may_agree: string
  refers: string
}

/** One point a line. */
export function points_of(lines: string): string[] {
  return lines.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
}

export type MandateProblem = 'round' | 'text'

export function mandate_problems({ round, text }: MandateDraft): MandateProblem[] {
  const found: [MandateProblem, boolean][] = [
    ['round', round === null],
    ['text', text.trim() === ''],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

/** `of`: the mandate whose place it takes. */
export function useMandateForm(round: string | null, of: MandateView | null, on_done: () => void) {
  const text = useText()
  const blank: MandateDraft = { round: of?.about ?? round, text: of?.text ?? '', may_agree: of?.may_agree.join('\n') ?? '', refers: of?.refers.join('\n') ?? '' }
  return useDraftAct({
    act: 'give-mandate',
    blank,
    problems: mandate_problems,
    args: (draft) => ({
      round: draft.round ?? '',
      text: draft.text.trim(),
      may_agree: points_of(draft.may_agree),
      refers: points_of(draft.refers),
      instead_of: of === null ? [] : [of.record],
    }),
    told: text('mandate-given'),
    on_done,
  })
}
