import { useAct, useView } from '../../core/hooks'
import type { StagingView } from '../../core/shapes/staging'
import { useNow } from '../../ui/now'
import { lacks, ring_again_of, ring_of, step_of } from './staging_state'

const NOTHING: Record<string, never> = {}

export function useStagingBoard() {
  const { data, error, loading, again } = useView('staging', NOTHING)
  return { contacts: data?.contacts ?? [], empty: data?.contacts.length === 0, error, loading, again }
}

/** Whether the node calls browsers whose page is closed; asked where principals are called. */
function useCallsClosed({ phase }: StagingView): boolean {
  const { data } = useView('push', ['staged', 'on-the-line'].includes(phase) ? NOTHING : null)
  return typeof data?.key === 'string'
}

/** One contact of the board, with what its duty officer can do. */
export function useStaging(staging: StagingView) {
  const now = useNow()
  const confirm = useAct('confirm-stage')
  const abort = useAct('abort-contact')
  const take = useAct('take-call')
  const again = useAct('ring-again')
  const calls_closed = useCallsClosed(staging)
  const { contact } = staging
  return {
    now,
    lacks: lacks(staging),
    step: step_of(staging, now, calls_closed),
    ring_again_of: (ours: boolean) => ring_again_of(ring_of(staging, ours), ours && calls_closed),
    busy: confirm.busy || abort.busy || take.busy,
    ringing: again.busy,
    error: confirm.error ?? abort.error ?? take.error ?? again.error,
    confirm: () => confirm.act({ contact }),
    abort: () => abort.act({ contact }),
    take: () => take.act({ contact }),
    ring_again: () => again.act({ contact }),
  }
}
