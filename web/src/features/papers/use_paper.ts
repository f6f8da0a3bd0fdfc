import { useReady, useView } from '../../core/hooks'
import type { PaperView, VersionView } from '../../core/shapes/paper'
import type { Read } from '../acting/offer_changes'

export interface PaperActions {
  acknowledge: boolean
  reply: boolean
  revise: boolean
  withdraw: boolean
}

/** A paper of theirs is read and answered; one of ours is revised or taken back. */
export function paper_actions({ by, state, versions }: PaperView, own: string): PaperActions {
  const withdrawn = state === 'withdrawn'
  const ours = by === own
  const newest = versions.at(-1)
  return {
    acknowledge: !ours && !withdrawn && newest?.read_unix_ms === null,
    reply: !ours && !withdrawn,
    revise: ours && !withdrawn,
    withdraw: ours && !withdrawn,
  }
}

/** The version that is acknowledged as read: that of the screen. */
export function version_read({ record, paper }: VersionView, text: (id: string) => string): Read {
  const said = paper === null ? [] : [{ name: text('paper-title'), says: paper.title }, { name: text('paper-text'), says: paper.text }]
  return { record, lines: said }
}

export function usePaper(paper: string) {
  const { side, other_side } = useReady()
  const { data: view, error, loading, again } = useView('paper', { paper })
  return {
    view,
    own: side.name,
    zone: side.zone,
    other: other_side?.name ?? '',
    actions: view === null ? null : paper_actions(view, side.name),
    error,
    loading,
    again,
  }
}

export type PaperShown = ReturnType<typeof usePaper>
