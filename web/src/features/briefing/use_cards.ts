import type { CardView } from '../../core/generated/views'
import { useReady, useView } from '../../core/hooks'
import { useText } from '../../i18n/text'
import type { Tone } from '../../ui/Sign'
import { useDraftAct } from '../acting/use_draft_act'
import { LEADING, may } from '../inside/roles'
import { useAbout } from '../inside/use_about'
import { useColleagues } from '../inside/use_colleagues'

const TONES: Readonly<Record<string, Tone>> = { draft: 'plain', reviewed: 'active', approved: 'good' }

export function tone_of_card(state: string): Tone {
  return TONES[state] ?? 'plain'
}

/** What a person can do about a card: three of them, one after the other, make it ready. */
export function card_step({ stands, author, reviewed, approved }: Pick<CardView, 'stands' | 'author' | 'reviewed' | 'approved'>, me: string): 'review' | 'approve' | 'wait' | null {
  if (!stands || approved !== null) return null
  if (author === me) return 'wait'
  if (reviewed === null) return 'review'
  return reviewed.by === me ? 'wait' : 'approve'
}

/** What is ready before what is drafted; the newest first. */
export function in_order(cards: readonly CardView[]): CardView[] {
  return cards.filter(({ stands }) => stands).toSorted((one, other) => Number(one.approved === null) - Number(other.approved === null) || other.at_unix_ms - one.at_unix_ms)
}

/** Cards about one matter, or all. */
export function useCards(about: string | null = null) {
  const { person, roles } = useReady()
  const { data, error, loading, again } = useView('briefing-cards', { history: false })
  const cards = in_order((data?.cards ?? []).filter((card) => about === null || card.about === about))
  const briefs = may(roles, LEADING)
  return {
    cards,
    empty: data !== null && cards.length === 0,
    briefs,
    step_of: (card: CardView) => (briefs ? card_step(card, person) : null),
    about: useAbout(),
    colleagues: useColleagues(),
    error,
    loading,
    again,
  }
}

export type CardsShown = ReturnType<typeof useCards>

interface CardDraft {
  about: string | null
  title: string
  text: string
}

export type CardProblem = 'about' | 'title' | 'text'

export function card_problems({ about, title, text }: CardDraft): CardProblem[] {
  const found: [CardProblem, boolean][] = [
    ['about', about === null],
    ['title', title.trim() === ''],
    ['text', text.trim() === ''],
  ]
  return found.filter(([, is_so]) => is_so).map(([problem]) => problem)
}

/** `of`: the card whose place it takes. */
export function useCardForm(about: string | null, of: CardView | null, on_done: (card: string | null) => void) {
  const text = useText()
  const blank: CardDraft = { about: of?.about ?? about, title: of?.title ?? '', text: of?.text ?? '' }
  return useDraftAct({
    act: 'draft-card',
    blank,
    problems: card_problems,
    args: (draft) => ({ about: draft.about ?? '', title: draft.title.trim(), text: draft.text.trim(), instead_of: of === null ? [] : [of.record] }),
    told: text('card-drafted'),
    on_done: ({ record }) => on_done(record),
  })
}
