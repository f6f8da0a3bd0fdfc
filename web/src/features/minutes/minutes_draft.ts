/** Minutes while they are written: one outcome for each item of the round, none passed over. */
import type { MinutesForm, OutcomeForm } from '../../core/generated/acts'
import type { MinutesView } from '../../core/generated/views'

export const OUTCOMES = ['agreed', 'ad-referendum', 'bracketed', 'deferred'] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface OutcomeDraft {
  item: string
  outcome: Outcome | null
  text: string
}

export interface MinutesDraft {
  title: string
  text: string
  outcomes: OutcomeDraft[]
}

/** For the items as they stand; of earlier minutes what was said of the same ones. */
export function draft_of(items: readonly string[], title: string, before: MinutesView | null): MinutesDraft {
  return {
    title: before?.title ?? title,
    text: before?.text ?? '',
    outcomes: items.map((item) => {
      const said = before?.outcomes.find((one) => one.item === item)
      return { item, outcome: OUTCOMES.find((one) => one === said?.outcome) ?? null, text: said?.text ?? '' }
    }),
  }
}

/** What keeps them from being offered. */
export type Problem = 'title' | 'text' | 'outcome'

export function problems_of({ title, text, outcomes }: MinutesDraft): Problem[] {
  const found: Problem[] = []
  if (title.trim() === '') found.push('title')
  if (text.trim() === '') found.push('text')
  if (outcomes.some(({ outcome }) => outcome === null)) found.push('outcome')
  return found
}

export function form_of({ title, text, outcomes }: MinutesDraft): MinutesForm {
  const said = outcomes.flatMap(({ item, outcome, text: words }): OutcomeForm[] => (outcome === null ? [] : [{ item, outcome, text: words.trim() }]))
  return { title: title.trim(), text, outcomes: said }
}
