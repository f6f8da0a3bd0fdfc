/** What may be said to a text that both sides sign, from what the page shows of it. */
import type { OfferShown } from '../../core/generated/views'

type Offer = Pick<OfferShown, 'record' | 'by' | 'answer'>

/**
 * Their offer that waits, if it is the one whose words the page shows: where both sides offered at once, ours may be
 * the newer one, and nobody accepts what isn't shown.
 */
export function offer_shown<O extends Offer>({ offers }: { offers: readonly O[] }, own: string): O | null {
  const newest = offers.findLast(({ answer }) => answer === 'open')
  return newest === undefined || newest.by === own ? null : newest
}

/** Their newest offer that waits, as a counter answers it; empty where none does. */
export function countered_of({ offers }: { offers: readonly Offer[] }, own: string): string {
  return offers.findLast(({ by, answer }) => by !== own && answer === 'open')?.record ?? ''
}

export interface TextActions {
  /** Accepting or declining: the offer that is answered. */
  answers: string | null
  counter: boolean
  withdraw: boolean
  cancel: boolean
  /** Another text waits beside the agreed one, which alone is shown: neither is it accepted here. */
  amended_unseen: boolean
}

interface Standing {
  phase: string
  agreed: string | null
  offers: readonly Offer[]
}

/** Of minutes and joint statements, whose amendments no view shows. */
export function text_actions({ phase, agreed, offers }: Standing, own: string): TextActions {
  const live = phase === 'proposed' || phase === 'agreed'
  const open = (theirs: boolean) => live && offers.some(({ by, answer }) => (by !== own) === theirs && answer === 'open')
  const shown = agreed === null && phase === 'proposed' ? offer_shown({ offers }, own) : null
  return {
    answers: shown?.record ?? null,
    counter: phase === 'proposed' && agreed === null && (!open(true) || shown !== null),
    withdraw: open(false),
    cancel: phase === 'agreed',
    amended_unseen: agreed !== null && open(true),
  }
}

/** Whose word is awaited, as the heading says it. */
export function awaited_of({ phase, offers }: Pick<Standing, 'phase' | 'offers'>, own: string): 'ours' | 'theirs' | 'both' | 'nobody' {
  if (!['proposed', 'agreed', 'postponed'].includes(phase)) return 'nobody'
  const waits = (theirs: boolean) => offers.some(({ by, answer }) => (by !== own) === theirs && answer === 'open')
  if (waits(true)) return waits(false) ? 'both' : 'ours'
  return waits(false) ? 'theirs' : 'nobody'
}
