import { useReady, useView } from '../../core/hooks'
import type { RoundView } from '../../core/generated/views'
import { awaited_of, offer_shown } from '../acting/agreement'

export interface RoundActions {
  counter: boolean
  accept: boolean
  decline: boolean
  withdraw: boolean
  postpone: boolean
  cancel: boolean
}

/** By its phase and its offers: what is fixed, both sides alone move. */
export function round_actions(view: RoundView, own: string): RoundActions {
  const { phase, offers, fixed } = view
  const live = ['proposed', 'agreed', 'postponed'].includes(phase)
  const theirs = live && offers.some(({ by, answer }) => by !== own && answer === 'open')
  const ours = live && offers.some(({ by, answer }) => by === own && answer === 'open')
  return {
    accept: theirs && offer_shown(view, own) !== null,
    // Where offers crossed, a counter would start from terms that the page doesn't show.
    counter: live && (!theirs || offer_shown(view, own) !== null),
    decline: theirs,
    withdraw: ours,
    postpone: phase === 'agreed' && !fixed,
    cancel: phase === 'agreed' || phase === 'postponed',
  }
}

export function useRound(round: string) {
  const { side, other_side } = useReady()
  const { data: view, error, loading, again } = useView('round', { round })
  return {
    view,
    own: side.name,
    other: other_side?.name ?? '',
    awaited: view === null ? ('nobody' as const) : awaited_of(view, side.name),
    actions: view === null ? null : round_actions(view, side.name),
    error,
    loading,
    again,
  }
}

export type RoundShown = ReturnType<typeof useRound>
