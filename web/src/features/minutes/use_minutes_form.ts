import { useMemo, useState } from 'react'

import { place_of } from '../../app/places'
import { usePlace } from '../../app/router'
import type { MinutesView, RoundView } from '../../core/generated/views'
import { useAct, useReady } from '../../core/hooks'
import { useText } from '../../i18n/text'
import { useAnnounce } from '../../ui/Announcer'
import { countered_of } from '../acting/agreement'
import { useChecked } from '../acting/use_checked'
import { type MinutesDraft, type OutcomeDraft, type Problem, draft_of, form_of, problems_of } from './minutes_draft'

/** `before`: the text that is countered; absent: the first one. */
export function useMinutesForm(round: RoundView, before: MinutesView | null) {
  const text = useText()
  const { tell } = useAnnounce()
  const { go } = usePlace()
  const { side, other_side } = useReady()
  const propose = useAct('propose-minutes')
  const counter = useAct('counter-minutes')
  const from = useMemo(
    () => draft_of((round.terms?.items ?? []).map(({ title }) => title), text('minutes-title', { title: round.terms?.title ?? '' }), before),
    [round, before, text],
  )
  const [draft, setDraft] = useState<MinutesDraft>(from)
  const problems = problems_of(draft)
  const unchanged = before !== null && JSON.stringify(draft) === JSON.stringify(from)
  const { busy, error, clear } = before === null ? propose : counter
  const { tried, asking, check, close } = useChecked(problems.length === 0 && !unchanged, clear)

  const send = async () => {
    const form = form_of(draft)
    const acted = await (before === null ? propose.act({ round: round.round, form }) : counter.act({ minutes: before.minutes, form, read: countered_of(before, side.name) }))
    if (acted === null) return
    tell(text('act-done'))
    const subject = before?.minutes ?? acted.subject
    go(subject === null ? place_of('round', round.round) : place_of('minutes', subject))
  }
  return {
    draft,
    other: other_side?.name ?? '',
    set: (more: Partial<MinutesDraft>) => setDraft({ ...draft, ...more }),
    set_outcome: (at: number, more: Partial<OutcomeDraft>) =>
      setDraft({ ...draft, outcomes: draft.outcomes.map((one, place) => (place === at ? { ...one, ...more } : one)) }),
    shown: (problem: Problem) => tried && problems.includes(problem),
    incomplete: tried && problems.length > 0,
    unchanged: tried && unchanged,
    check,
    asking,
    close,
    send,
    busy,
    error,
  }
}
