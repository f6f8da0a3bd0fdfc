import { useReady, useView } from '../../core/hooks'
import type { ActView, ContactView } from '../../core/shapes/contact'
import type { ReportedView } from '../../core/shapes/report'
import type { LocalView } from '../../core/shapes/time'
import { local_at, own_first } from '../../i18n/when'
import { actions_for, offer_of_ours, offer_to_us } from './contact_actions'

/** One line of the thread: signed, or heard of. */
export type Said = { at_unix_ms: number } & ({ is: 'signed'; act: ActView } | { is: 'reported'; report: ReportedView })

export function thread_of({ history, reported }: ContactView): Said[] {
  const all: Said[] = [
    ...history.map((act) => ({ is: 'signed' as const, at_unix_ms: act.node_unix_ms, act })),
    ...reported.map((report) => ({ is: 'reported' as const, at_unix_ms: report.heard_unix_ms, report })),
  ]
  return all.toSorted((one, other) => one.at_unix_ms - other.at_unix_ms)
}

/** How far an act of ours has come. */
export function reach_of(act: ActView, own: string): 'sent' | 'held' | null {
  if (act.side !== own || act.received_unix_ms === undefined) return null
  return act.received_unix_ms === null ? 'sent' : 'held'
}

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

export function useContact(contact: string) {
  const { side, other_side, roles } = useReady()
  const { data: view, error, loading, again } = useView('contact', { contact })
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
    thread: view === null ? [] : thread_of(view),
    error,
    loading,
    again,
  }
}

export type ContactShown = ReturnType<typeof useContact>
