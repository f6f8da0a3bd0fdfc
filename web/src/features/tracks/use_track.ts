import { useReady, useView } from '../../core/hooks'
import type { TimelineEntry, TrackLink, TrackView } from '../../core/shapes/track'

const NOTHING: Record<string, never> = {}

/** What links say of one entry of the timeline. */
export interface Told {
  link: TrackLink
  says: 'precedes' | 'follows' | 'affects' | 'affected'
  /** What it is tied to. */
  other: TimelineEntry | null
}

export function told_of(entry: TimelineEntry, { links, timeline }: Pick<TrackView, 'links' | 'timeline'>): Told[] {
  const find = (subject: string | null) => timeline.find((one) => one.subject === subject && one.noun !== 'report') ?? null
  if (entry.noun === 'report') return []
  return links.flatMap((link): Told[] => {
    if (link.kind === 'holds') return []
    const precedes = link.kind === 'must-precede'
    if (link.first === entry.subject) return [{ link, says: precedes ? 'precedes' : 'affects', other: find(link.second) }]
    if (link.second === entry.subject) return [{ link, says: precedes ? 'follows' : 'affected', other: find(link.first) }]
    return []
  })
}

/** What may be affected is to be looked at again once the other is over. */
export function review_asked({ says, link, other }: Told, own: string): boolean {
  return says === 'affected' && !link.reviewed && link.by === own && other?.is_past === true
}

export function useTrack(track: string) {
  const { side, other_side } = useReady()
  const { data: view, error, loading, again } = useView('track', { track })
  const minutes = useView('minutes-list', NOTHING)
  return {
    view,
    /** Of all rounds: those of a round stand below it. */
    minutes: minutes.data?.minutes ?? [],
    own: side.name,
    other: other_side?.name ?? '',
    may_join: view !== null && !view.joined && view.opened_by !== side.name,
    may_close: view !== null && !view.closed_by.includes(side.name) && (view.joined || view.opened_by === side.name),
    own_aim: view?.aims.find((aim) => aim.side === side.name) ?? null,
    error,
    loading,
    again,
  }
}

export type TrackShown = ReturnType<typeof useTrack>
