import { useAct, useView } from '../../core/hooks'
import type { StagingView } from '../../core/shapes/staging'
import { useNow } from '../../ui/now'
import { lacks, step_of } from './staging_state'

const NOTHING: Record<string, never> = {}

export function useStagingBoard() {
  const { data, error, loading, again } = useView('staging', NOTHING)
  return { contacts: data?.contacts ?? [], empty: data?.contacts.length === 0, error, loading, again }
}

/** One contact of the board, with what its duty officer can do. */
export function useStaging(staging: StagingView) {
  const now = useNow()
  const confirm = useAct('confirm-stage')
  const abort = useAct('abort-contact')
  const take = useAct('take-call')
  const again = useAct('ring-again')
  const { contact } = staging
  return {
    now,
    lacks: lacks(staging),
    step: step_of(staging, now),
    busy: confirm.busy || abort.busy || take.busy,
    ringing: again.busy,
    error: confirm.error ?? abort.error ?? take.error ?? again.error,
    confirm: () => confirm.act({ contact }),
    abort: () => abort.act({ contact }),
    take: () => take.act({ contact }),
    ring_again: () => again.act({ contact }),
  }
}
