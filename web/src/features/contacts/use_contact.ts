import { useReady, useView } from '../../core/hooks'
import type { ContactView } from '../../core/shapes/contact'
import type { OfferedView, ThreadView } from '../../core/shapes/thread'
import type { LocalView } from '../../core/shapes/time'
import { local_at, own_first } from '../../i18n/when'
import { actions_for, offer_of_ours, offer_to_us } from './contact_actions'

/** Whose word is awaited. */
export type Awaited = 'ours' | 'theirs' | 'both' | 'nobody'

export function awaited_of(view: ContactView, own: string): Awaited {
  if (view.phase === 'reported-outside') return view.proposed_by === own ? 'theirs' : 'ours'
  const live = ['proposed', 'agreed', 'postponed', 'staging', 'staged'].includes(view.phase)
  const ours = live && offer_to_us(view, own) !== null
  const theirs = live && offer_of_ours(view, own) !== null
  if (ours) return theirs ? 'both' : 'ours'
  return theirs ? 'theirs' : 'nobody'
}

/** What the other side offers, and waits for our answer. */
function offered_of(view: ContactView, thread: ThreadView | null, own: string): OfferedView | null {
  const offer = offer_to_us(view, own)
  if (offer === null) return null
  return thread?.acts.find(({ record }) => record === offer.record)?.offer ?? null
}

/** What the other side offers while other terms are agreed. */
export function amendment_of(view: ContactView, thread: ThreadView | null, own: string): OfferedView | null {
  return view.agreed === null ? null : offered_of(view, thread, own)
}

export function useContact(contact: string) {
  const { side, other_side, roles } = useReady()
  const { data: view, error, loading, again } = useView('contact', { contact })
  const thread = useView('thread', { contact })
  const sides = other_side === null ? [side] : [side, other_side]
  let local: LocalView[] = []
  if (view !== null) {
    if (view.local.length > 0) local = own_first(view.local, side.name)
    else if (view.start_unix_ms !== null) local = local_at(view.start_unix_ms, sides)
  }
  return {
    view,
    own: side.name,
    other: other_side?.name ?? '',
    sides,
    local,
    awaited: view === null ? ('nobody' as const) : awaited_of(view, side.name),
    offer: view === null ? null : offer_to_us(view, side.name),
    actions: view === null ? null : actions_for(view, side.name, roles),
    offered: view === null ? null : offered_of(view, thread.data, side.name),
    amendment: view === null ? null : amendment_of(view, thread.data, side.name),
    thread: thread.data,
    error: error ?? thread.error,
    loading,
    again,
  }
}

export type ContactShown = ReturnType<typeof useContact>
