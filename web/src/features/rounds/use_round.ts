import { useReady, useView } from '../../core/hooks'
import type { RoundView } from '../../core/shapes/round'

export interface RoundActions {
  accept: boolean
  decline: boolean
  withdraw: boolean
  postpone: boolean
  cancel: boolean
}

/** By its phase and its offers: what is fixed, both sides alone move. */
export function round_actions({ phase, offers, fixed }: RoundView, own: string): RoundActions {
  const live = ['proposed', 'agreed', 'postponed'].includes(phase)
  const theirs = live && offers.some(({ by, answer }) => by !== own && answer === 'open')
  const ours = live && offers.some(({ by, answer }) => by === own && answer === 'open')
  return {
    accept: theirs,
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
    actions: view === null ? null : round_actions(view, side.name),
    error,
    loading,
    again,
  }
}

export type RoundShown = ReturnType<typeof useRound>
