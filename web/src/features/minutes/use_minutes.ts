import type { MinutesView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { awaited_of, text_actions } from '../acting/agreement'
import type { Read } from '../acting/offer_changes'

export function useMinutes(minutes: string) {
  const { side, other_side } = useReady()
  const { data: view, error, loading, again } = useView('minutes', { minutes })
  return {
    view,
    own: side.name,
    other: other_side?.name ?? '',
    awaited: view === null ? ('nobody' as const) : awaited_of(view, side.name),
    actions: view === null ? null : text_actions(view, side.name),
    error,
    loading,
    again,
  }
}

export type MinutesShown = ReturnType<typeof useMinutes>

/** What is accepted or declined, in the lines that the page shows of it. */
export function useMinutesRead({ title, text: words, outcomes }: MinutesView, answers: string | null): Read | null {
  const text = useText()
  if (answers === null || words === null) return null
  const items = outcomes.map(({ item, outcome, text: said }) => ({ name: item, says: `${text(`outcome-${outcome}`)}${said === '' ? '' : `: ${said}`}` }))
  return { record: answers, lines: [{ name: text('paper-title'), says: title ?? '' }, { name: text('paper-text'), says: words }, ...items] }
}
