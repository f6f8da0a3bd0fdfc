import { useReady, useView } from '../../core/hooks'
import { useNow } from '../../ui/now'
import { step_of } from './exchange_state'

export function useExchange(exchange: string) {
  const { side, other_side } = useReady()
  const now = useNow()
  const { data: view, error, loading, again } = useView('exchange', { exchange })
  return {
    view,
    now,
    own: side.name,
    other: other_side?.name ?? '',
    zone: side.zone === '' ? 'UTC' : side.zone,
    /** The own part first. */
    parts: view === null ? [] : view.sides.toSorted((one, two) => Number(two.side === side.name) - Number(one.side === side.name)),
    /** They showed something else than they had lodged. */
    cheated: view?.sides.some((part) => part.side !== side.name && part.showed_another) === true,
    step: view === null ? null : step_of(view, side.name, now),
    error,
    loading,
    again,
  }
}

export type ExchangeShown = ReturnType<typeof useExchange>
